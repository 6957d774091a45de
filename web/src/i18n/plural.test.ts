import { describe, expect, it } from 'vitest'
import { englishPlural, polishPlural } from './plural.ts'

const polishForms = ['uwaga', 'uwagi', 'uwag', 'uwagi (ułamek)']
const polish = (count: number, forms = polishForms) => forms[polishPlural(count, forms.length)]

describe('Polish plurals', () => {
  it.each([
    [1, 'uwaga'],
    ...[2, 3, 4, 22, 34, 102, 1_000_002].map((count) => [count, 'uwagi'] as const),
    ...[0, 5, 11, 12, 13, 14, 20, 21, 25, 100, 112].map((count) => [count, 'uwag'] as const),
    [1.5, 'uwagi (ułamek)'],
  ] as const)('%d → %s', (count, expected) => {
    expect(polish(count)).toBe(expected)
  })

  it('uses the third form for fractions when there is no fourth', () => {
    expect(polish(1.5, polishForms.slice(0, 3))).toBe('uwag')
  })
})

describe('English plurals', () => {
  it('has one for one and the other for the rest', () => {
    expect([0, 1, 2, 21].map((count) => englishPlural(count, 2))).toEqual([1, 0, 1, 1])
  })
})
