import { useI18n } from 'vue-i18n'
import { formatDate, formatDateTime, formatList, formatTimes } from '../../../lib/format.ts'
import { useAuthorNames } from '../useAuthorNames.ts'
import type { TrackVersion } from './playback-fields.ts'
import type { Stop } from './stops.ts'

/** More are told of by their number. */
const MOST_NAMES = 3

/** A place in a history in words: when it is, who was at work, and what version it is. */
export function useStopWords() {
  const { t } = useI18n()
  const namesOf = useAuthorNames()

  /** The moment where a sitting ends, or from when to when the one lasted that goes on here. */
  function whenOf({ seq, stretch }: Stop): string {
    if (stretch === null) return seq === 0 ? t('playback.beginning') : t('playback.place', { seq })
    const { startedAt, endedAt, lastSeq } = stretch
    if (seq === lastSeq) return formatDateTime(endedAt)
    const isOneDay = formatDate(startedAt) === formatDate(endedAt)
    const times = formatTimes(startedAt, endedAt)
    return isOneDay ? `${formatDate(endedAt)}, ${times}` : times
  }

  function whoOf({ stretches }: Stop): string {
    const names = [...new Set(namesOf(stretches.flatMap(({ authors }) => authors)))]
    const more = names.length - MOST_NAMES
    if (more <= 0) return formatList(names)
    return t('playback.others', { names: names.slice(0, MOST_NAMES).join(', '), count: more }, more)
  }

  function versionOf({ number, name }: TrackVersion): string {
    return name === '' ? t('playback.version', { number }) : t('playback.versionNamed', { number, name })
  }

  function wordsOf(stop: Stop): string {
    const parts = [whenOf(stop), whoOf(stop), stop.version === null ? '' : versionOf(stop.version)]
    return parts.filter((part) => part !== '').join(', ')
  }

  return { whenOf, whoOf, versionOf, wordsOf }
}
