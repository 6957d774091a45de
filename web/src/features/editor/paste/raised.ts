import type { Declarations } from './inline-style.ts'

export type Raise = 'super' | 'sub' | null

const DIGITS = '0123456789+-=()'
const LETTERS: Readonly<Record<'super' | 'sub', readonly [plain: string, raised: string]>> = {
  super: [`${DIGITS}abcdefghijklmnoprstuvwxyz−–`, '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁻⁻'],
  sub: [`${DIGITS}aehijklmnoprstuvx−–`, '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋₋'],
}

/** Is what an element holds raised or lowered? */
export function raiseOf(element: Element, style: Declarations, around: Raise): Raise {
  const aligned = style.get('vertical-align')
  if (aligned === 'super' || aligned === 'sub') return aligned
  if (aligned === 'baseline') return null
  if (element.localName === 'sup') return 'super'
  return element.localName === 'sub' ? 'sub' : around
}

/** The text in raised or lowered characters, since "art. 22¹" is another one than "art. 221"; null where some do not exist. */
export function raisedText(text: string, raise: Exclude<Raise, null>): string | null {
  const [plain, raised] = LETTERS[raise]
  const characters = [...text].map((character) => {
    return /\s/.test(character) ? character : raised[plain.indexOf(character)]
  })
  return characters.some((character) => character === undefined) ? null : characters.join('')
}
