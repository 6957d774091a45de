import { describe, expect, it } from 'vitest'
import { CHUNK_LIMIT, chunksOf, weightOf } from './chunks.ts'
import { type PastedBlock, type PastedNode, textOf } from './pasted.ts'

const block = (text: string): PastedBlock => ({ type: 'block', kind: 'paragraph', level: 0, content: [{ text }] })
const heaviest = (nodes: PastedNode[][]) =>
  Math.max(...nodes.map((chunk) => chunk.reduce((bytes, node) => bytes + weightOf(node).bytes, 0)))

describe('splitting a paste', () => {
  it('leaves a small one whole', () => {
    expect(chunksOf([block('a'), block('b')])).toEqual([{ nodes: [block('a'), block('b')], continues: false }])
    expect(chunksOf([])).toEqual([])
  })

  it('keeps every chunk under the limit and every block in order', () => {
    const blocks = Array.from({ length: 1_000 }, (_, index) => block(`${index} ${'ż'.repeat(400)}`))
    const chunks = chunksOf(blocks)
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.flatMap((chunk) => chunk.nodes)).toEqual(blocks)
    expect(chunks.every((chunk) => !chunk.continues)).toBe(true)
    expect(heaviest(chunks.map((chunk) => chunk.nodes))).toBeLessThanOrEqual(CHUNK_LIMIT.bytes)
  })

  it('cuts one huge block without breaking a character', () => {
    const text = '😀'.repeat(80_000)
    const chunks = chunksOf([block(text)])
    expect(chunks.map((chunk) => chunk.continues)).toEqual([false, ...chunks.slice(1).map(() => true)])
    const parts = chunks
      .flatMap((chunk) => chunk.nodes)
      .map((node) => (node.type === 'block' ? textOf(node.content) : ''))
    expect(parts.join('')).toBe(text)
    expect(parts.some((part) => /[\uD800-\uDBFF]$/.test(part))).toBe(false)
    expect(heaviest(chunks.map((chunk) => chunk.nodes))).toBeLessThanOrEqual(CHUNK_LIMIT.bytes)
  })

  it('continues a large table in rows', () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => [
      { header: false, content: [{ text: `wiersz ${index}` }] },
    ])
    const chunks = chunksOf([block('przed'), { type: 'table', rows }, block('po')])
    const tables = chunks.flatMap((chunk) => chunk.nodes).filter((node) => node.type === 'table')
    expect(tables.length).toBeGreaterThan(1)
    expect(tables.flatMap((table) => table.rows)).toEqual(rows)
  })
})
