import { readFileSync } from 'node:fs'
import { compare } from '@app/server/document'
import { expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import pl from '../../../i18n/pl/index.ts'
import { polishPlural } from '../../../i18n/plural.ts'
import { describeDifference } from './describe-difference.ts'
import { plain } from './document-words.ts'
import { readGoldenPairs } from './golden-pairs.ts'
import type { Translate } from './translate.ts'

const i18n = createI18n({ legacy: false, locale: 'pl', messages: { pl }, pluralRules: { pl: polishPlural } })
const translate: Translate = (key, values = {}, count = 1) => i18n.global.t(key, values, count)

const pairs = readGoldenPairs(readFileSync(`${import.meta.dirname}/pairs.golden.txt`, 'utf8'))

it('the golden set was read', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(61)
})

it.each(pairs)('$name', ({ before, after, summary, list }) => {
  const { summary: said, units, numbering } = describeDifference(compare(before, after), translate)
  const lines = units.flatMap(({ name, lines }) => [name, ...lines.map(({ words }) => `  ${words}`)])
  if (numbering.length > 0) lines.push(translate('compare.numbering'), ...numbering.map((line) => `  ${line}`))
  expect({ summary: said, list: lines.map((line) => plain(line).replaceAll('\u00a0', ' ')) }).toEqual({ summary, list })
})
