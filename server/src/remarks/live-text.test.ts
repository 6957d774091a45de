import { expect, it } from 'vitest'
import type { Block, BlockKind, ProposedMarker } from '../document/index.ts'
import { readLiveText } from './live-text.ts'

const block = (id: string, kind: BlockKind, text: string, proposed?: ProposedMarker): Block => ({
  type: 'block',
  id,
  kind,
  level: 0,
  content: text === '' ? [] : [{ text }],
  ...(proposed && { proposed }),
})

it('calls units as they are without any proposal, knows what holds them, and counts a proposed block to the one before', async () => {
  const { units, anchors, proposals } = await readLiveText([
    block('c', 'chapter', 'Formy'),
    block('s1', 'section', ''),
    block('u1', 'ust', 'Pierwszy.'),
    block('u2', 'ust', 'Proponowany.', { ins: 'p1' }),
    { ...block('u3', 'ust', ''), content: [{ text: 'Drugi.', formats: { comment: ['t1'] } }] } as Block,
    block('s2', 'section', 'Samodzielny.'),
  ])
  const labelOf = (id: string) => units.get(id)?.label.replaceAll('\u00a0', ' ')
  expect(['u1', 'u2', 'u3', 's2'].map(labelOf)).toEqual(['§ 1 ust. 1', '§ 1 ust. 1', '§ 1 ust. 2', '§ 2'])
  expect(units.get('u3')?.path.map(({ id }) => id)).toEqual(['c', 's1', 'u3'])
  expect(units.get('u3')?.path[0]?.heading).toBe('Formy')
  expect(units.get('u2')?.place).toBe(units.get('u1')?.place)
  expect(anchors.get('t1')).toBe('u3')
  expect(proposals.get('p1')?.wordingAfter).toContain('Proponowany.')
})
