import { describe, expect, test } from 'vitest'
import { type Block, type Inline, overlappingProposals, type ProposedMarker } from './index.ts'

const kept = (text: string): Inline => ({ text })
const ins = (text: string, ...ids: string[]): Inline => ({ text, formats: { ins: ids } })
const del = (text: string, ...ids: string[]): Inline => ({ text, formats: { del: ids } })
const line = (content: Inline[], proposed?: ProposedMarker, id = 'a'): Block => ({
  ...{ type: 'block', id, kind: 'paragraph', level: 0, content },
  ...(proposed && { proposed }),
})
const groupsIn = (...blocks: Block[]) => overlappingProposals(blocks).map((group) => group.sort())

describe('proposals to the same words', () => {
  test.each<[string, string[][], Block[]]>([
    ['none', [], [line([kept('Lokale tanie')])]],
    ['one that replaces a word', [], [line([del('tanie', 'a'), ins('małe', 'a')])]],
    ['two that replace it', [['a', 'b']], [line([del('tanie', 'a', 'b'), ins('małe', 'a'), ins('duże', 'b')])]],
    ['words in part the same', [['a', 'b']], [line([del('raz ', 'a'), del('na ', 'a', 'b'), del('rok', 'b')])]],
    ['words next to each other', [], [line([del('raz ', 'a'), ins('dwa ', 'a'), del('na ', 'b'), ins('w ', 'b')])]],
    ['other words of one unit', [], [line([del('raz', 'a'), kept(' na '), del('rok', 'b')])]],
    [
      'words put in amid what another takes out',
      [['a', 'b']],
      [line([del('raz ', 'a'), ins('co ', 'b'), del('na', 'a')])],
    ],
    ['words put into one place', [['a', 'b']], [line([kept('raz'), ins(' tu', 'a'), ins(' tam', 'b')])]],
    [
      'what one puts in and another takes out again',
      [['a', 'b']],
      [line([kept('raz'), { text: ' tu', formats: { ins: ['a'], del: ['b'] } }])],
    ],
    [
      'a chain is one group',
      [['a', 'b', 'c']],
      [line([del('raz ', 'a'), del('na ', 'a', 'b'), del('rok ', 'b', 'c'), del('lub', 'c')])],
    ],
    [
      'a split amid words another takes out',
      [['a', 'b']],
      [line([del('raz ', 'a')]), line([del('na', 'a')], { ins: 'b' }, 'b')],
    ],
    ['the same places of two units', [], [line([ins('x', 'a')]), line([ins('x', 'b')], undefined, 'b')]],
    [
      'another look of the same words',
      [],
      [line([{ text: 'raz', formats: { set: [{ id: 'a', wish: { bold: true } }], del: ['b'] } }])],
    ],
    [
      'cells of a table',
      [['a', 'b']],
      [
        {
          type: 'table',
          id: 't',
          rows: [
            {
              id: 'r',
              cells: [
                { id: 'c', header: false, content: [del('44', 'a', 'b')] },
                { id: 'd', header: false, content: [del('45', 'c')] },
              ],
            },
          ],
        },
      ],
    ],
  ])('%s', (_what, groups, blocks) => {
    expect(groupsIn(...blocks)).toEqual(groups)
  })
})
