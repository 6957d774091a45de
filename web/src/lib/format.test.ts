// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { chooseLocale } from '../i18n/index.ts'
import {
  compareText,
  endOfMinute,
  foldText,
  formatDate,
  formatDateTime,
  formatList,
  formatRelative,
  formatShortDate,
  formatTimes,
  isoMinute,
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
