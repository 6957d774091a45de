import { describe, expect, it } from 'vitest'
import { comparePieces, type Piece, shortened } from './wording-pieces.ts'

const shown = (pieces: readonly Piece[]) =>
  pieces.map(({ kind, text }) => ({ keep: text, insert: `[+${text}]`, delete: `[-${text}]`, cut: text })[kind]).join('')

describe('two wordings beside each other', () => {
  it('each show what only they have', () => {
    const { before, after } = comparePieces(
      'Wykaz aktualizuje się raz na kwartał.',
      'Wykaz aktualizuje się co miesiąc.',
    )
    expect(shown(before)).toBe('Wykaz aktualizuje się [-raz na kwartał].')
    expect(shown(after)).toBe('Wykaz aktualizuje się [+co miesiąc].')
  })

  it('are shown as they are where they are too long to be compared', () => {
    const long = 'a '.repeat(3_000)
    expect(comparePieces(long, `${long}b`).after).toEqual([{ kind: 'keep', text: `${long}b` }])
  })
})

describe('what did not change', () => {
  const words = Array.from({ length: 60 }, (_, at) => `słowo${at}`).join(' ')

  it('is cut down to what stands around a change, at whole words', () => {
    const { after } = comparePieces(`${words}. Koniec.`, `${words}. Nowy koniec ${words}.`)
    const short = shown(shortened(after))
    expect(short.length).toBeLessThan(shown(after).length)
    expect(short).toMatch(/^… słowo\d+ .*słowo59\. \[\+Nowy koniec/)
  })

  it('stays whole where it is short, or where nothing changed at all', () => {
    const { after } = comparePieces('Raz dwa.', 'Raz trzy.')
    expect(shortened(after)).toEqual(after)
    expect(shortened([{ kind: 'keep', text: words }])).toEqual([{ kind: 'keep', text: words }])
  })
})
