const categoryOrder = ['one', 'few', 'many', 'other'] as const

const polishRules = new Intl.PluralRules('pl')
const englishRules = new Intl.PluralRules('en')

/** Polish messages write their forms as „1 uwaga | 2 uwagi | 5 uwag”; a fourth form is for fractions. */
export function polishPlural(count: number, formCount: number): number {
  const form = categoryOrder.indexOf(polishRules.select(count) as (typeof categoryOrder)[number])
  return Math.min(form, formCount - 1)
}

/** English messages write „1 comment | 2 comments”. */
export function englishPlural(count: number, formCount: number): number {
  const form = englishRules.select(count) === 'one' ? 0 : 1
  return Math.min(form, formCount - 1)
}
