import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentSchema } from './extensions/index.ts'

const schema = getSchema(documentSchema)
const WORDS = 'Organizacje składają wnioski'

function blocks(count: number): Node {
  const block = (_: unknown, index: number) => schema.node('block', { id: `b${index}` }, [schema.text(WORDS)])
  return schema.node('doc', null, Array.from({ length: count }, block))
}

interface Drawn {
  from: number
  to: number
}

/** What of the inline decorations lies in each block, by positions in that block: what drawing is right by. */
function within(doc: Node, inline: readonly Drawn[]): Drawn[][] {
  const parts: Drawn[][] = []
  doc.forEach((block, offset) => {
    const start = offset + 1
    const inBlock = inline.map(({ from, to }) => ({
      from: Math.max(from - start, 0),
      to: Math.min(to - start, block.content.size),
    }))
    parts.push(inBlock.filter(({ from, to }) => from < to))
  })
  return parts
}

function asked(doc: Node, set: DecorationSet): Drawn[][] {
  const parts: Drawn[][] = []
  doc.forEach((block, offset) => {
    const found: Drawn[] = []
    set.forChild(offset, block).forEachSet((part) => {
      found.push(...part.find().map(({ from, to }) => ({ from, to })))
    })
    parts.push(found)
  })
  return parts
}

const sorted = (parts: Drawn[][]) => parts.map((part) => part.toSorted((a, b) => a.from - b.from || a.to - b.to))

// prosemirror-view is patched (web/patches, why is said there by pnpm-workspace.yaml): these hold the patch.
describe('decorations of a long text', () => {
  it('reach the blocks they lie in, also where one spans several', () => {
    const doc = blocks(12)
    const range = fc.tuple(fc.nat(doc.content.size), fc.nat(doc.content.size))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 30 }), fc.array(fc.nat(11), { maxLength: 12 }), (ranges, whole) => {
        const inline = ranges
          .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }))
          .filter(({ from, to }) => from < to)
        const size = doc.child(0).nodeSize
        const set = DecorationSet.create(doc, [
          ...inline.map(({ from, to }) => Decoration.inline(from, to, { class: 'a' })),
          ...whole.map((index) => Decoration.node(index * size, (index + 1) * size, { class: 'b' })),
        ])
        expect(sorted(asked(doc, set))).toEqual(sorted(within(doc, inline)))
      }),
      { seed: 2027, numRuns: 300 },
    )
  })

  it('of whole blocks are not gone through for every block', () => {
    const doc = blocks(600)
    const size = doc.child(0).nodeSize
    let looks = 0
    const decorations = doc.children.map((_, index) => {
      const decoration = Decoration.node(index * size, (index + 1) * size, { 'data-label': `§ ${index}` })
      const { from } = decoration
      return Object.defineProperty(decoration, 'from', {
        get() {
          looks += 1
          return from
        },
      })
    })
    const set = DecorationSet.create(doc, decorations)
    looks = 0
    asked(doc, set)
    expect(looks).toBeLessThanOrEqual(2 * doc.childCount)
  })
})
