import { describe, expect, it } from 'vitest'
import { align } from './align.ts'
import { Effort } from './effort.ts'
import { Vocabulary } from './tokens.ts'

const WORDS = ['las', 'dom', 'kot']

/** Words of which none stands once, so that nothing anchors them. */
function rewritten(count: number, step: number): string {
  return Array.from({ length: count }, (_, at) => WORDS[(at * step + (at >> 2)) % WORDS.length]).join(' ')
}

function tokensOf(...texts: string[]) {
  const vocabulary = new Vocabulary()
  return texts.map((text) => vocabulary.tokens(text))
}

describe('words that stay', () => {
  it('are looked for no further than a whole comparison may take', () => {
    const [a = [], b = []] = tokensOf(`raz ${rewritten(60, 1)} koniec`, `raz ${rewritten(60, 2)} koniec`)
    expect(align(a, b).length).toBeGreaterThan(20)
    const effort = new Effort(60 * 60)
    expect(align(a, b, effort).length).toBeGreaterThan(20)
    // What the first took is gone: what is the same at both ends costs nothing, and is found.
    expect(align(a, b, effort)).toEqual([
      [0, 0],
      [1, 1],
      [61, 61],
    ])
  })

  it('are found at the end of a very long paragraph, too', () => {
    const same = 'i '.repeat(200_000)
    const [a = [], b = []] = tokensOf(`Ala ${same}`, `Ola ${same}`)
    expect(align(a, b)).toHaveLength(200_000)
  })
})
