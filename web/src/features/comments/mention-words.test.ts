import { describe, expect, it } from 'vitest'
import {
  bodyPieces,
  choosing,
  distinctly,
  type Nameable,
  searchAt,
  toStored,
  toWritten,
  type WrittenMention,
} from './mention-words.ts'

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

describe('two of one name', () => {
  const target = (personId: string, detail: string): Nameable => ({
    name: 'Anna Nowak',
    detail,
    personId,
    organizationId: null,
  })
  const [ngo, city] = [target('ngo', 'Trzy Okna'), target('city', 'Miasto')] as const
  /** Chooses for what is typed behind the last @. */
  function name(words: string, mentions: readonly WrittenMention[], chosen: typeof ngo) {
    const from = words.lastIndexOf('@')
    const made = choosing({ before: words.slice(0, from), after: '', mentions, target: chosen })
    return { words: `${made.before}${made.after}`, mentions: made.mentions }
  }
  const sent = ({ words, mentions }: ReturnType<typeof name>) =>
    toStored(words, mentions).mentions.map((m) => m.personId)

  it('is whom one chose last, where the other was deleted again', () => {
    const first = name('Pani @An', [], ngo)
    expect(first.words).toBe('Pani @Anna Nowak ')
    const second = name('Pani @Ann', first.mentions, city)
    expect(second.words).toBe('Pani @Anna Nowak ')
    expect(sent(second)).toEqual(['city'])
  })

  it('are told apart by what they belong to, once both are named; chosen again they stay so', () => {
    const first = name('@An', [], ngo)
    const second = name(`${first.words}i @Ann`, first.mentions, city)
    expect(second.words).toBe('@Anna Nowak (Trzy Okna) i @Anna Nowak (Miasto) ')
    expect(sent(second)).toEqual(['ngo', 'city'])
    const again = name(`${second.words}oraz @A`, second.mentions, ngo)
    expect(again.words).toBe('@Anna Nowak (Trzy Okna) i @Anna Nowak (Miasto) oraz @Anna Nowak (Trzy Okna) ')
    expect(sent(again)).toEqual(['ngo', 'city'])
  })

  it('are numbered where nothing else tells them apart', () => {
    const first = name('@An', [], ngo)
    const other = name(`${first.words}i @Ann`, first.mentions, target('other', 'Trzy Okna'))
    expect(other.words).toBe('@Anna Nowak (Trzy Okna) i @Anna Nowak (Trzy Okna, 2) ')
    expect(sent(other)).toEqual(['ngo', 'other'])
    const nobody = name(`${first.words}i @Ann`, first.mentions, target('free', ''))
    expect(nobody.words).toBe('@Anna Nowak (Trzy Okna) i @Anna Nowak (2) ')
  })

  it('stay who they are in stored words, of whichever names: what is edited and sent names the same ones', () => {
    const names = ['Anna Nowak', 'Anna Nowak-Kos', 'Anna Nowak (Miasto)', 'Usunięte konto', '']
    const details = ['Miasto', 'Trzy Okna', '']
    for (let seed = 0; seed < 500; seed += 1) {
      const mentions = distinctly(
        Array.from({ length: 1 + (seed % 5) }, (_, index) => ({
          id: `00000000-0000-4000-8000-00000000000${index}`,
          name: names[(seed * 7 + index * (1 + (seed % 3))) % names.length] ?? '',
          detail: details[(seed + index * (seed % 4)) % details.length] ?? '',
          personId: String(index),
          organizationId: null,
        })),
      )
      expect(new Set(mentions.map(({ label }) => label)).size).toBe(mentions.length)
      const body = mentions.map(({ id }) => `@[${id}]`).join(', a także ')
      expect(toStored(toWritten(body, mentions), mentions)).toEqual({ body, mentions })
    }
  })
})
