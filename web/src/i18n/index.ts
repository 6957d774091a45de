import { createI18n } from 'vue-i18n'
import { readChoice, remember } from '../lib/remembered.ts'
import en from './en/index.ts'
import pl from './pl/index.ts'
import { englishPlural, polishPlural } from './plural.ts'

export const LOCALES = ['pl', 'en'] as const
export type Locale = (typeof LOCALES)[number]

export const i18n = createI18n({
  legacy: false,
  locale: readChoice('locale', LOCALES) ?? 'pl',
  fallbackLocale: 'pl',
  messages: { pl, en },
  pluralRules: { pl: polishPlural, en: englishPlural },
})

export function currentLocale(): Locale {
  return i18n.global.locale.value as Locale
}

function show(locale: Locale): void {
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
}

/** The person's own choice on this device: remembered, and stronger than the profile's language. */
export function chooseLocale(locale: Locale): void {
  remember('locale', locale)
  show(locale)
}

/** The language of the profile, used where this device has no choice of its own. */
export function suggestLocale(locale: string): void {
  if (readChoice('locale', LOCALES) !== null) return
  const known = LOCALES.find((candidate) => candidate === locale)
  if (known !== undefined) show(known)
}
