import { getSchema } from '@tiptap/core'
import type { Mark, Node } from '@tiptap/pm/model'
import { EditorState } from '@tiptap/pm/state'
import { describe, expect, it } from 'vitest'
import { documentSchema } from '../editor/extensions/index.ts'
import { anchorState, anchorsOf, threadAt } from './anchors.ts'

const schema = getSchema(documentSchema)
const mark = (id: string): Mark => schema.mark('comment', { id })
type Run = string | { text: string; ids: string[] }

function inline(runs: readonly Run[]): Node[] {
  return runs.map((run) => (typeof run === 'string' ? schema.text(run) : schema.text(run.text, run.ids.map(mark))))
}

const block = (id: string, ...runs: Run[]) => schema.node('block', { id }, inline(runs))
const doc = (...blocks: Node[]) => schema.node('doc', null, blocks)

function table(id: string, ...rows: Run[][]): Node {
  const cells = (runs: Run[]) => runs.map((run) => schema.node('tableCell', null, inline([run])))
  return schema.node(
    'table',
    { id },
    rows.map((runs) => schema.node('tableRow', null, cells(runs))),
  )
}

describe('anchors of threads', () => {
  it('are found in one pass, with their words as the server quotes them', () => {
    const anchors = anchorsOf(
      doc(
        block('a', 'Ala ', { text: 'ma ', ids: ['x'] }, { text: 'kota.', ids: ['x', 'y'] }),
        block('b', { text: 'Kot', ids: ['x'] }, ' ma Alę.'),
      ),
    )
    expect(anchors.get('x')).toEqual({
      spans: [
        { from: 5, to: 13 },
        { from: 15, to: 18 },
      ],
      words: 'ma kota.\nKot',
      blockId: 'a',
    })
    expect(anchors.get('y')?.words).toBe('kota.')
  })

  it('go cell by cell through a table', () => {
    const whole = (text: string): Run => ({ text, ids: ['x'] })
    const anchors = anchorsOf(
      doc(block('a', 'Zob. ', whole('tabela')), table('t', [whole('Lp.'), whole('Kwota')], [whole('1'), '44 zł'])),
    )
    expect(anchors.get('x')).toMatchObject({ words: 'tabela\nLp.\nKwota\n1', blockId: 'a' })
    for (const { from, to } of anchors.get('x')?.spans ?? []) expect(to).toBeGreaterThan(from)
    const [, first] = anchors.get('x')?.spans ?? []
    const whichDoc = doc(block('a', 'Zob. ', whole('tabela')), table('t', [whole('Lp.'), 'x']))
    expect(whichDoc.textBetween(first!.from, first!.to)).toBe('Lp.')
  })

  it('of a thread pasted twice are one anchor', () => {
    const anchors = anchorsOf(
      doc(block('a', { text: 'raz', ids: ['x'] }, ' i '), block('b', { text: 'raz', ids: ['x'] })),
    )
    expect([...anchors.keys()]).toEqual(['x'])
    expect(anchors.get('x')?.spans).toHaveLength(2)
  })
})

describe('the state of a thread', () => {
  const thread = { id: 'x', quote: 'kota', wholeUnit: false, unitId: 'a' }
  const anchorIn = (...runs: Run[]) => anchorsOf(doc(block('a', ...runs))).get('x')

  it('is anchored while its words are those that were quoted, moved once they differ, orphaned without marks', () => {
    expect(anchorState(thread, anchorIn('Ala ma ', { text: 'kota', ids: ['x'] }), true)).toBe('anchored')
    expect(anchorState(thread, anchorIn('Ala ma ', { text: 'kotkę', ids: ['x'] }), true)).toBe('moved')
    expect(anchorState(thread, anchorIn('Ala ma'), true)).toBe('orphaned')
    // As it was quoted once, over an empty block and to the start of the next.
    const old = { ...thread, quote: 'kota\n\n' }
    expect(anchorState(old, anchorIn({ text: 'kota', ids: ['x'] }), true)).toBe('anchored')
  })

  it('is at home in its unit where it is about the whole of it', () => {
    const whole = { ...thread, wholeUnit: true, quote: '' }
    expect(anchorState(whole, undefined, true)).toBe('anchored')
    expect(anchorState({ ...whole, quote: 'były tu słowa' }, undefined, true)).toBe('moved')
    expect(anchorState(whole, undefined, false)).toBe('orphaned')
  })

  it('compares long passages as far as the quote was kept', () => {
    const words = 'a'.repeat(1_200)
    expect(anchorState({ ...thread, quote: 'a'.repeat(1_000) }, anchorIn({ text: words, ids: ['x'] }), true)).toBe(
      'anchored',
    )
  })
})

describe('the thread at a place', () => {
  it('is the innermost of those that are shown', () => {
    const text = doc(block('a', { text: 'Ala ma ', ids: ['x'] }, { text: 'kota', ids: ['x', 'y'] }, '.'))
    const state = EditorState.create({ doc: text })
    expect(threadAt(state.doc, 10, () => true)).toBe('y')
    expect(threadAt(state.doc, 10, (id) => id !== 'y')).toBe('x')
    expect(threadAt(state.doc, 3, () => true)).toBe('x')
    expect(threadAt(state.doc, 13, () => true)).toBeNull()
  })
})
