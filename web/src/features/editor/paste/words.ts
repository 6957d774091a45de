import type { Dropped } from './pasted.ts'

type Translate = (key: string, count?: number) => string

const COUNTED = [
  'images',
  'files',
  'embedded',
  'mergedCells',
  'links',
  'raised',
  'trackedDeletions',
  'comments',
  'listStarts',
  'listMarks',
  'proposals',
] as const
const NAMED = ['colours', 'fonts'] as const

/** What the paste left out, as sentences for the person. */
export function droppedWords(
  dropped: Dropped,
  words: { t: Translate; list(items: string[]): string; without(list: string): string },
): string {
  const counted = COUNTED.filter((key) => dropped[key] > 0).map((key) => words.t(`editor.paste.${key}`, dropped[key]))
  const named = NAMED.filter((key) => dropped[key] > 0).map((key) => words.t(`editor.paste.${key}`))
  const left = [...counted, ...named]
  const sentences = [
    left.length > 0 ? words.without(words.list(left)) : '',
    dropped.unitNumbers > 0 ? words.t('editor.paste.unitNumbers', dropped.unitNumbers) : '',
    dropped.renumbered > 0 ? words.t('editor.paste.renumbered', dropped.renumbered) : '',
  ]
  return sentences.filter(Boolean).join(' ')
}
