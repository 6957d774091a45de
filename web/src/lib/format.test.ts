// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '../i18n/index.ts'
import {
  compareText,
  daysAgo,
  endOfMinute,
  foldText,
  formatDate,
  formatDateTime,
  formatList,
  formatRelative,
  formatShortDate,
  formatTimes,
  isDay,
  isoMinute,
  startOfDay,
} from './format.ts'

afterEach(() => chooseLocale('pl'))

describe('dates', () => {
  it('are those of Warsaw, whatever the zone of the device', () => {
    expect(formatDate('2026-10-04T22:30:00Z')).toBe('5 października 2026')
    expect(formatDateTime('2026-10-05T07:05:00Z')).toBe('5 października 2026, 09:05')
    expect(formatDateTime('2026-12-05T07:05:00Z')).toBe('5 grudnia 2026, 08:05')
    expect(formatShortDate('2026-10-04T22:30:00Z')).toBe('05.10.2026')
  })

  it('follow the language', () => {
    chooseLocale('en')
    expect(formatDate('2026-10-05T07:05:00Z')).toBe('October 5, 2026')
    expect(formatShortDate('2026-10-05T07:05:00Z')).toBe('Oct 5, 2026')
  })
})

describe('formatTimes', () => {
  it('is a span, one time where it is no longer than a minute, and names the days where they differ', () => {
    expect(formatTimes('2026-10-05T07:05:00Z', '2026-10-05T07:40:00Z')).toBe('09:05–09:40')
    expect(formatTimes('2026-10-05T07:05:00Z', '2026-10-05T07:05:50Z')).toBe('09:05')
    expect(formatTimes('2026-10-05T21:50:00Z', '2026-10-05T22:10:00Z')).toContain('6.10.2026')
  })
})

describe('formatTimes where an hour repeats', () => {
  it.each([
    ['2026-10-25T00:50:00Z', '2026-10-25T01:10:00Z', '02:50 CEST – 02:10 CET'],
    ['2026-10-25T00:10:00Z', '2026-10-25T01:10:00Z', '02:10 CEST – 02:10 CET'],
    ['2026-10-25T01:10:00Z', '2026-10-25T01:20:00Z', '02:10 CET – 02:20 CET'],
    ['2026-10-25T01:10:00Z', '2026-10-25T01:10:30Z', '02:10 CET'],
    ['2026-10-25T00:50:00Z', '2026-10-25T02:10:00Z', '02:50 CEST – 03:10 CET'],
    ['2026-10-24T21:50:00Z', '2026-10-25T00:10:00Z', '24.10.2026, 23:50 CEST – 25.10.2026, 02:10 CEST'],
    ['2026-10-24T22:50:00Z', '2026-10-25T02:10:00Z', '00:50–03:10'],
    ['2026-03-29T00:50:00Z', '2026-03-29T01:10:00Z', '01:50–03:10'],
  ])('%s, %s → %s', (from, to, words) => {
    expect(formatTimes(from, to)).toBe(words)
  })
})

describe('daysAgo', () => {
  it.each([
    // The night that is an hour shorter: a day before Monday 00:30 is Saturday.
    ['2026-03-29T10:00:00Z', '2026-03-29T22:30:00Z', 1],
    ['2026-03-28T22:59:00Z', '2026-03-29T22:30:00Z', 2],
    // The day that is an hour longer: a day before 23:30 is the same day.
    ['2026-10-24T10:00:00Z', '2026-10-25T22:30:00Z', 1],
    ['2026-10-24T22:10:00Z', '2026-10-25T22:30:00Z', 0],
    ['2026-10-25T23:10:00Z', '2026-10-25T22:30:00Z', -1],
  ])('%s, at %s → %i', (at, now, days) => {
    expect(daysAgo(at, new Date(now))).toBe(days)
  })
})

describe('a day that is typed', () => {
  it.each(['2026-10-01', '1900-01-01', '2028-02-29', '9999-12-31'])('%s is one', (day) => {
    expect(isDay(day)).toBe(true)
    expect(isoMinute(startOfDay(day))).toBe(`${day}T00:00`)
    expect(startOfDay(day, 1).toISOString()).toMatch(/^\d{4}-/)
  })

  it.each([
    ...['', '0002-10-01', '0020-10-01', '0206-10-01', '1899-12-31', '10000-01-01', '20260-10-01', '2026-13-40'],
    ...['2026-02-30', 'wczoraj'],
  ])('„%s” is none', (day) => {
    expect(isDay(day)).toBe(false)
    expect(endOfMinute(`${day}T09:05`)).toBeNull()
  })
})

describe('formatRelative', () => {
  const now = new Date('2026-10-05T10:00:00Z')

  it.each([
    ['2026-10-05T09:59:40Z', 'teraz'],
    ['2026-10-05T09:38:00Z', '22 minuty temu'],
    ['2026-10-05T05:00:00Z', '5 godzin temu'],
    ['2026-10-04T21:00:00Z', 'wczoraj'],
    ['2026-10-03T10:00:00Z', 'przedwczoraj'],
    ['2026-09-30T10:00:00Z', '5 dni temu'],
    ['2026-09-20T10:00:00Z', '20 września 2026'],
  ])('%s → %s', (at, words) => {
    expect(formatRelative(at, now)).toBe(words)
  })

  it('changes the day at midnight in Warsaw', () => {
    expect(formatRelative('2026-10-04T22:30:00Z', now)).toBe('11 godzin temu')
    expect(formatRelative('2026-10-04T21:30:00Z', now)).toBe('wczoraj')
  })
})

describe('text', () => {
  it('sorts as Polish does', () => {
    const words = ['żaba', 'ósmy', 'las', 'źródło', 'łan', 'osa', 'ćma', 'cma', 'zadanie', 'śruba', 'sad']
    expect(words.sort(compareText).join(' ')).toBe('cma ćma las łan osa ósmy sad śruba zadanie źródło żaba')
  })

  it('folds every Polish letter, ł too', () => {
    expect(foldText('ZAŻÓŁĆ Gęślą Jaźń')).toBe('zazolc gesla jazn')
  })

  it('lists people', () => {
    expect(formatList(['Anna', 'Jan', 'Ewa'])).toBe('Anna, Jan i Ewa')
  })
})

describe('endOfMinute', () => {
  it.each([
    ['2026-10-05T09:05', '2026-10-05T07:05:59.999Z'],
    ['2026-12-05T09:05', '2026-12-05T08:05:59.999Z'],
    // The later of two.
    ['2026-10-25T02:30', '2026-10-25T01:30:59.999Z'],
    ['2026-10-25T01:59', '2026-10-24T23:59:59.999Z'],
    ['2026-03-29T03:00', '2026-03-29T01:00:59.999Z'],
  ])('%s → %s', (minute, moment) => {
    expect(endOfMinute(minute)?.toISOString()).toBe(moment)
    expect(isoMinute(new Date(moment))).toBe(minute)
  })

  it.each(['', '2026-10-05', '2026-13-05T09:05', 'wczoraj'])('„%s” is none', (words) => {
    expect(endOfMinute(words)).toBeNull()
  })
})
