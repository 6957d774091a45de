import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BLOCK_KINDS, type DocumentContent, MAX_LEVEL } from '../document/content.ts'
import { labelContent } from '../document/plain-text.ts'
import { renderBody } from './html-body.ts'
import { groupLists, HeadingRanks, nest, type TreeNode } from './tree.ts'

const anyContent = fc
  .array(
    fc.record({ kind: fc.constantFrom(...BLOCK_KINDS), level: fc.nat({ max: MAX_LEVEL }), isEmpty: fc.boolean() }),
    { maxLength: 40 },
  )
  .map(
    (drawn): DocumentContent =>
      drawn.map(({ kind, level, isEmpty }, index) => ({
        type: 'block',
        id: `b${index}`,
        kind,
        level,
        content: isEmpty ? [] : [{ text: `t${index}` }],
      })),
  )

function inOrder(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => [node.block.id, ...inOrder(node.children)])
}

/** The number a browser would show before each item of a native list. */
function nativeNumbers(nodes: readonly TreeNode[]): [id: string, ordinal: number][] {
  return groupLists(nodes).flatMap((group) =>
    group.nodes.flatMap((node, index): [string, number][] => [
      ...(group.kind === 'number' ? [[node.block.id, index + 1] as [string, number]] : []),
      ...nativeNumbers(node.children),
    ]),
  )
}

it('nesting loses, doubles and moves nothing', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      expect(inOrder(nest(content))).toEqual(content.map(({ id }) => id))
      const texts = [...renderBody(content).matchAll(/\bt\d+\b/g)].map(([text]) => text)
      const written = content.flatMap((block) => (block.type === 'block' ? block.content : []))
      expect(texts).toEqual(written.map((piece) => ('text' in piece ? piece.text : '')))
    }),
  )
})

it('browsers number lists as the labels do', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const labels = new Map(labelContent(content).map(({ label }, index) => [content[index]?.id, label]))
      for (const [id, ordinal] of nativeNumbers(nest(content))) {
        const label = labels.get(id) ?? ''
        if (/^\d+\.$/.test(label)) expect(label).toBe(`${ordinal}.`)
        else expect(label.endsWith('.')).toBe(true)
      }
    }),
  )
})

it('ranks of headings start at 1 and skip none', () => {
  fc.assert(
    fc.property(anyContent, (content) => {
      const ranks = new HeadingRanks(content)
      let last = 0
      for (const block of content) {
        if (block.type === 'table' || (block.kind !== 'heading' && block.kind !== 'chapter')) continue
        const rank = ranks.next(block)
        expect(rank).toBeGreaterThanOrEqual(1)
        expect(rank).toBeLessThanOrEqual(last + 1)
        last = rank
      }
    }),
  )
})
