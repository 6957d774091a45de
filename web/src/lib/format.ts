import { currentLocale } from '../i18n/index.ts'

const timeZone = 'Europe/Warsaw'
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** „5 października 2026” */
export function formatDate(at: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'long', timeZone }).format(new Date(at))
}

/** „05.10.2026”, as offices write it in tables; „Oct 5, 2026” where that could be May. */
export function formatShortDate(at: string | Date): string {
  const month = currentLocale() === 'pl' ? '2-digit' : 'short'
  const day = currentLocale() === 'pl' ? '2-digit' : 'numeric'
  return new Intl.DateTimeFormat(currentLocale(), { day, month, year: 'numeric', timeZone }).format(new Date(at))
}

/** „9:05” */
export function formatTime(at: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short', timeZone }).format(new Date(at))
}

/** „5 października 2026, 9:05” */
export function formatDateTime(at: string | Date): string {
  return `${formatDate(at)}, ${formatTime(at)}`
}

/** „9:05–9:40”; the days with it where they differ, one time where both show the same. */
export function formatTimes(from: string | Date, to: string | Date): string {
  return new Intl.DateTimeFormat(currentLocale(), { hour: '2-digit', minute: '2-digit', timeZone }).formatRange(
    new Date(from),
    new Date(to),
  )
}

/** The moment a day begins in Krakow, or one so many days later. */
export function startOfDay(isoDay: string, later = 0): Date {
  const midnight = Date.parse(`${isoDay}T00:00:00Z`) + later * day
  const offset = offsetAt(midnight)
  return new Date(midnight - offsetAt(midnight - offset))
}

/**
 * The end of a minute of Krakow's clocks, „2026-10-05T09:05”: what was written while they showed it counts. The later one of
 * two, where clocks go back; null for what is no minute.
 */
export function endOfMinute(isoMinute: string): Date | null {
  const clock = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(isoMinute) ? Date.parse(`${isoMinute}:00Z`) : Number.NaN
  if (Number.isNaN(clock)) return null
  return new Date(clock - offsetAt(clock - offsetAt(clock)) + minute - 1)
}

/** The minute that Krakow's clocks show, as `endOfMinute` takes it. */
export function isoMinute(at: Date): string {
  return new Date(at.getTime() + offsetAt(at.getTime())).toISOString().slice(0, 16)
}

/** How far the clocks of Krakow are ahead, in milliseconds. */
function offsetAt(moment: number): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  return Date.parse(`${clock.format(new Date(moment)).replace(' ', 'T')}Z`) - moment
}

/** „22 minuty temu”, „wczoraj”; older than a week it is the date. */
export function formatRelative(at: string | Date, now: Date = new Date()): string {
  const moment = new Date(at)
  const age = now.getTime() - moment.getTime()
  if (age >= 7 * day) return formatDate(moment)
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'auto' })
  if (age < minute) return relative.format(0, 'second')
  if (age < hour) return relative.format(-Math.floor(age / minute), 'minute')
  const days = warsawDay(now) - warsawDay(moment)
  if (days === 0) return relative.format(-Math.floor(age / hour), 'hour')
  return relative.format(-days, 'day')
}

/** Counts calendar days as people in Krakow do, so that "yesterday" changes at their midnight. */
function warsawDay(at: Date): number {
  const isoDay = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone }).format(at)
  return Date.parse(`${isoDay}T00:00:00Z`) / day
}

/** „Anna, Jan i Ewa” */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(currentLocale(), { type: 'conjunction' }).format(items)
}

/** Alphabetical order of the page's language: a, ą, b, c, ć … */
export function compareText(left: string, right: string): number {
  return new Intl.Collator(currentLocale()).compare(left, right)
}

/** What two spellings share: lower case, without diacritics. Ł has no decomposition, so it is folded by hand. */
export function foldText(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replaceAll('ł', 'l')
}
