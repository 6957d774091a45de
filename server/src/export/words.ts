/** The few words that exports add around a text; the text itself stays as it was written. */
export type ExportLocale = 'pl' | 'en'

export interface ExportWords {
  signature: string
  organization: string
  stateOf: string
  page: string
  of: string
  table: (number: number) => string
}

const WORDS: Readonly<Record<ExportLocale, ExportWords>> = {
  pl: {
    signature: 'Sygnatura',
    organization: 'Organizacja prowadząca',
    stateOf: 'Stan na',
    page: 'Strona',
    of: 'z',
    table: (number) => `Tabela ${number}`,
  },
  en: {
    signature: 'Reference',
    organization: 'Lead organisation',
    stateOf: 'As of',
    page: 'Page',
    of: 'of',
    table: (number) => `Table ${number}`,
  },
}

export function exportWords(locale: ExportLocale): ExportWords {
  return WORDS[locale]
}

// Made once: a table of remarks names hundreds of moments.
const zone = { timeZone: 'Europe/Warsaw' } as const
const englishMoment = new Intl.DateTimeFormat('en-GB', { ...zone, dateStyle: 'long', timeStyle: 'short' })
const polishDay = new Intl.DateTimeFormat('pl', { ...zone, dateStyle: 'long' })
const isoDay = new Intl.DateTimeFormat('en-CA', { ...zone, dateStyle: 'short' })
const polishTime = new Intl.DateTimeFormat('pl', { ...zone, hour: 'numeric', minute: '2-digit' })

/** „5 października 2026 r., godz. 9:05”, in Warsaw. */
export function exportMoment(moment: Date, locale: ExportLocale): string {
  if (locale === 'en') return englishMoment.format(moment)
  return `${polishDay.format(moment)} r., godz. ${polishTime.format(moment)}`
}

/** „2026-10-05”, in Warsaw. */
export function warsawDay(moment: Date): string {
  return isoDay.format(moment)
}
