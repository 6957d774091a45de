import { describe, expect, it } from 'vitest'
import { bodyPieces, searchAt, toStored, toWritten, type WrittenMention } from './mention-words.ts'

const anna: WrittenMention = {
  id: '00000000-0000-4000-8000-000000000001',
  label: 'Anna Nowak',
  personId: 'a',
  organizationId: null,
}
const kos: WrittenMention = {
  id: '00000000-0000-4000-8000-000000000002',
  label: 'Anna Nowak-Kos',
  personId: 'k',
  organizationId: null,
}

describe('somebody named in a remark', () => {
  it('is stored by id, the longer name first, and comes back as it was written', () => {
    const words = 'Proszę o zdanie: @Anna Nowak-Kos i @Anna Nowak.'
    const stored = toStored(words, [anna, kos])
    expect(stored).toEqual({
      body: `Proszę o zdanie: @[${kos.id}] i @[${anna.id}].`,
      mentions: [anna, kos],
    })
    expect(toWritten(stored.body, [anna, kos])).toBe(words)
  })

  it('is nobody any more once the name is taken out', () => {
    expect(toStored('Bez nazwisk.', [anna])).toEqual({ body: 'Bez nazwisk.', mentions: [] })
  })

  it('is read as a name between words; an id that names nobody stays text', () => {
    const stranger = '@[00000000-0000-4000-8000-00000000000f]'
    expect(bodyPieces(`Czy @[${anna.id}] wie? ${stranger}`, [anna])).toEqual([
      { text: 'Czy ' },
      { mention: anna.id, label: 'Anna Nowak' },
      { text: ` wie? ${stranger}` },
    ])
    expect(bodyPieces('', [])).toEqual([])
  })
})

describe('who is being named', () => {
  it('is what stands between the last @ and the caret', () => {
    expect(searchAt('Pan @Łuc', 8)).toEqual({ from: 4, search: 'Łuc' })
    expect(searchAt('@', 1)).toEqual({ from: 0, search: '' })
    expect(searchAt('@Łucja Gzy', 10)).toEqual({ from: 0, search: 'Łucja Gzy' })
  })

  it('is nobody in an address, in the next line, or behind a blank', () => {
    expect(searchAt('ktos@example.org', 16)).toBeNull()
    expect(searchAt('@Anna\nDalej', 11)).toBeNull()
    expect(searchAt('a @ b', 5)).toBeNull()
    expect(searchAt('bez', 3)).toBeNull()
    expect(searchAt('@x', 0)).toBeNull()
    expect(searchAt('@Anna Nowak i', 13, [anna])).toBeNull()
  })
})
