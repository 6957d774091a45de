import { currentLocale } from '../i18n/index.ts'

const timeZone = 'Europe/Warsaw'
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const FIRST_YEAR = '1900'

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

/**
 * „9:05–9:40”; the days with it where they differ, one time where both show the same, and the zone where clocks show an end
 * twice.
 */
export function formatTimes(from: string | Date, to: string | Date): string {
  const [start, end] = [new Date(from), new Date(to)]
  const form = { hour: '2-digit', minute: '2-digit', timeZone } as const
  if (!isRepeated(start) && !isRepeated(end)) {
    return new Intl.DateTimeFormat(currentLocale(), form).formatRange(start, end)
  }
  // A range names the zone of its end alone.
  const zoned = new Intl.DateTimeFormat(currentLocale(), { ...form, timeZoneName: 'short' })
  const isOneDay = daysAgo(start, end) === 0
  const words = (at: Date) => (isOneDay ? zoned.format(at) : `${formatShortDate(at)}, ${zoned.format(at)}`)
  return words(start) === words(end) ? words(start) : `${words(start)} – ${words(end)}`
}

/** Where clocks go back they show every minute of an hour twice. */
function isRepeated(at: Date): boolean {
  return [-hour, hour].some((away) => isoMinute(new Date(at.getTime() + away)) === isoMinute(at))
}

/** Whether it is a day, as `2026-10-05`, of a year that can be meant: one that is being typed passes „0202”. */
export function isDay(day: string): boolean {
  return toClock(`${day}T00:00`) !== null
}

/** What clocks show, as if they were those of UTC; null for what is no minute, as `2026-10-05T09:05`, of such a year. */
function toClock(isoMinute: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(isoMinute) || isoMinute < FIRST_YEAR) return null
  const clock = Date.parse(`${isoMinute}:00Z`)
  // The 30th of February would be one of March.
  const isThere = !Number.isNaN(clock) && new Date(clock).toISOString().startsWith(isoMinute)
  return isThere ? clock : null
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
  const clock = toClock(isoMinute)
  if (clock === null) return null
  return new Date(clock - offsetAt(clock - offsetAt(clock)) + minute - 1)
}

/** The minute that Krakow's clocks show, as `endOfMinute` takes it. */
export function isoMinute(at: Date): string {
  return new Date(at.getTime() + offsetAt(at.getTime())).toISOString().slice(0, 16)
}

/** How far the clocks of Krakow are ahead, in milliseconds. */
function offsetAt(moment: number): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone })
  // Not parsed as a date: years are not always of four digits.
  const parts = clock.format(new Date(moment)).match(/\d+/g)?.map(Number) ?? []
  const [year = 0, month = 1, date, hours, minutes, seconds] = parts
  return Date.UTC(year, month - 1, date, hours, minutes, seconds) - moment
}

/** „22 minuty temu”, „wczoraj”; older than a week it is the date. */
export function formatRelative(at: string | Date, now: Date): string {
  const moment = new Date(at)
  const age = now.getTime() - moment.getTime()
  if (age >= 7 * day) return formatDate(moment)
  const relative = new Intl.RelativeTimeFormat(currentLocale(), { numeric: 'auto' })
  if (age < minute) return relative.format(0, 'second')
  if (age < hour) return relative.format(-Math.floor(age / minute), 'minute')
  const days = daysAgo(moment, now)
  if (days === 0) return relative.format(-Math.floor(age / hour), 'hour')
  return relative.format(-days, 'day')
}

/** Counts calendar days as people in Krakow do, so that "yesterday" changes at their midnight. */
export function daysAgo(at: string | Date, now: Date): number {
  return warsawDay(now) - warsawDay(new Date(at))
}

function warsawDay(at: Date): number {
  return Math.floor((at.getTime() + offsetAt(at.getTime())) / day)
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
