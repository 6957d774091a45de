import type { ResultOf } from '../../graphql.ts'
import type { ActivityRow_entry } from './ActivityRow.vue'

export type Entry = ResultOf<typeof ActivityRow_entry>
type Counts = NonNullable<Entry['counts']>
type KindCount = Counts['added'][number]

/** A message of the catalogue that counts something. */
export interface CountPhrase {
  key: string
  count: number
}

/** What somebody did in one sitting, as phrases: „3 zmiany brzmienia”, „1 dodany punkt”. Empty where nothing is left of it. */
export function phrasesOf({ kind, counts, proposalIds, threadIds }: Entry): CountPhrase[] {
  if (counts === null) return []
  const phrases: CountPhrase[] = [
    { key: 'history.counts.accepted', count: counts.accepted },
    { key: 'history.counts.declined', count: counts.declined },
    { key: 'history.counts.withdrawn', count: counts.withdrawn },
    { key: 'history.counts.reworded', count: counts.reworded },
    ...kindPhrases('added', counts.added),
    ...kindPhrases('removed', counts.removed),
    { key: 'history.counts.moved', count: counts.moved },
    { key: 'history.counts.rekinded', count: counts.rekinded },
    { key: 'history.counts.reformatted', count: counts.reformatted },
    { key: 'history.counts.proposals', count: kind === 'DECISION' ? 0 : proposalIds.length },
    { key: 'history.counts.remarks', count: threadIds.length },
  ]
  return phrases.filter(({ count }) => count > 0)
}

/** Kinds of entries whose changes can be undone: what begins a document cannot, and decisions belong to proposals. */
const UNDOABLE = ['WRITING', 'RESTORE', 'ROLLBACK', 'CONVERSION'] as const

export function isUndoable(kind: Entry['kind']): kind is (typeof UNDOABLE)[number] {
  return UNDOABLE.some((each) => each === kind)
}

/** Did this change the text, in a way that can be undone? */
export function changesText({ kind, counts }: Pick<Entry, 'kind' | 'counts'>): boolean {
  if (counts === null || !isUndoable(kind)) return false
  const { reworded, moved, rekinded, reformatted, added, removed } = counts
  return reworded + moved + rekinded + reformatted + added.length + removed.length > 0
}

/** Did this leave another text, also by what was decided? */
export function leavesOtherText(entry: Pick<Entry, 'kind' | 'counts'>): boolean {
  return changesText(entry) || (entry.counts?.accepted ?? 0) > 0
}

/** Bullets and numbers are both items of a list. */
function kindPhrases(what: 'added' | 'removed', counts: readonly KindCount[]): CountPhrase[] {
  const sums = new Map<string, number>()
  for (const { kind, count } of counts) {
    const name = kind === 'BULLET' || kind === 'NUMBER' ? 'LIST' : kind
    sums.set(name, (sums.get(name) ?? 0) + count)
  }
  return [...sums].map(([name, count]) => ({ key: `history.counts.${what}.${name}`, count }))
}
