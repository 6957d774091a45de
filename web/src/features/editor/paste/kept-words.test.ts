import fc from 'fast-check'
import { describe, it } from 'vitest'
import { readText } from './from-text.ts'
import { textOf } from './pasted.ts'

const MARK = /^(?:(?:Rozdział|Dział) (?:[IVXLC]+|\d+)[.:]?|§ \d+\.?(?: \d+\.)?|\d+[.)]|[a-z]{1,2}\)|[–-])?\s*$/

const numbers = fc.integer({ min: 1, max: 110 })
const starts = fc.oneof(
  numbers.map((number) => `${number}. `),
  fc.integer({ min: 1, max: 4 }).map((number) => `${number}. `),
  numbers.map((number) => `${number}) `),
  numbers.map((number) => `§ ${number}. `),
  numbers.map((number) => `§ ${number} `),
  numbers.map((number) => `§ ${number}. 1. `),
  fc
    .tuple(fc.constantFrom('Rozdział', 'Dział'), fc.constantFrom('3', 'C', 'II', '3.'))
    .map((parts) => `${parts.join(' ')} `),
  fc.constantFrom('a) ', 'za) ', '– ', '- ', ''),
)
const words = fc.constantFrom(
  'określa zasady.',
  'Postanowienia ogólne',
  'rocznica odzyskania.',
  'ust. 2 stosuje się',
  '10. 2026 r. jest spotkanie',
  'Miasto wspiera (zob. ust.',
  'o którym mowa w',
  'Regulaminu',
  'lokale;',
  '',
)
const source = fc.array(fc.tuple(starts, words).map(([start, rest]) => `${start}${rest}`.trimEnd()))

/** The lines whose start is gone, with what is gone of it; fails where anything but a mark is. */
function lostStarts(lines: readonly string[]): { start: string; rest: string }[] {
  const { nodes } = readText(lines.join('\n'))
  const texts = nodes.map((node) => (node.type === 'block' ? textOf(node.content) : '')).filter((text) => text !== '')
  const lost = lines.map((line) => {
    const rest = texts[0] !== undefined && line.endsWith(texts[0]) ? (texts.shift() ?? '') : ''
    const start = line.slice(0, line.length - rest.length)
    if (!MARK.test(start)) throw new Error(`“${start}” of “${line}” is gone.`)
    return { start, rest }
  })
  if (texts.length > 0) throw new Error(`“${texts[0]}” is new or elsewhere.`)
  return lost
}

describe('whatever lines are pasted', () => {
  it('what names a unit in a sentence stays', () => {
    fc.assert(
      fc.property(source, (lines) => {
        for (const { start, rest } of lostStarts(lines.filter((line) => line !== ''))) {
          if (/[^.]\s$/.test(start) && /^(?:Rozdział|Dział|§)/.test(start) && /^(?:\p{Ll}|Regulaminu)/u.test(rest)) {
            throw new Error(`“${start}” is gone from “${start}${rest}”.`)
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('nothing is gone but marks', () => {
    fc.assert(
      fc.property(source, (lines) => void lostStarts(lines.filter((line) => line !== ''))),
      { numRuns: 500 },
    )
  })

  it('a number before small letters or another number is a mark beside the next number alone', () => {
    const isNumber = (start: string, number: number) => new RegExp(`^(?:§ \\d+\\.? )?${number}\\.`).test(start)
    fc.assert(
      fc.property(source, (lines) => {
        const given = lines.filter((line) => line !== '')
        for (const { start, rest } of lostStarts(given)) {
          if (!/^\d+\. $/.test(start) || !/^[\p{Ll}\d]/u.test(rest)) continue
          const number = Number.parseInt(start, 10)
          if (!given.some((line) => isNumber(line, number - 1) || isNumber(line, number + 1) || number === 1)) {
            throw new Error(`“${start}${rest}” has lost its number.`)
          }
        }
      }),
      { numRuns: 500 },
    )
  })
})
