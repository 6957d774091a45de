import { expect, test } from 'vitest'
import type { Block, Formats, Inline } from './content.ts'
import { describeProposal, findProposals } from './find-proposals.ts'
import { proposalHash } from './proposal-hash.ts'
import { findTouchedLines } from './proposal-lines.ts'

/** How often the looks of a paragraph's pieces are read while all its proposals are described. */
function readsFor(looks: readonly Formats[]): number {
  let reads = 0
  const content = looks.map((formats): Inline => {
    const piece = { text: 'x' }
    const get = () => {
      reads += 1
      return formats
    }
    return Object.defineProperty(piece, 'formats', { enumerable: true, get })
  })
  const paragraph: Block = { type: 'block', id: 'b1', kind: 'paragraph', level: 0, content }
  for (const [id, lines] of findTouchedLines([paragraph])) {
    describeProposal(id, lines)
    proposalHash(id, lines)
  }
  return reads
}

const oneEach = (count: number): Formats[] =>
  Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? { ins: [`p${at}`] } : {}))

test('describing proposals costs what stands of each, not of all that stands beside it', () => {
  expect(readsFor(oneEach(400)) / readsFor(oneEach(100))).toBeLessThan(5)
})

test('a long wording is cut, and so is what is worked out of it', () => {
  const content: Block[] = Array.from({ length: 30 }, (_, at) => ({
    type: 'block',
    id: `b${at}`,
    kind: 'paragraph',
    level: 0,
    content: [{ text: 'a'.repeat(999), formats: { del: ['p1'] } }, { text: 'b'.repeat(999) }],
  }))
  const { wordingBefore, wordingAfter } = findProposals(content).get('p1') ?? { wordingBefore: '', wordingAfter: '' }
  expect([wordingBefore.length, wordingAfter.length]).toEqual([20_000, 20_000])
  expect(wordingAfter).toBe(`${'b'.repeat(999)}\n`.repeat(20))
})
