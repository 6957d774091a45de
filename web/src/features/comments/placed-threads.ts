import type { Node } from '@tiptap/pm/model'
import { type AnchorState, anchorState, anchorsOf, blockPlaces, referenceOf } from './anchors.ts'
import type { Thread } from './thread-fields.ts'

/** A thread with its place in the text as it is now. */
export interface PlacedThread {
  thread: Thread
  state: AnchorState
  /** Name of the unit now; as it was when the thread lost its passage; '' where it has no name. */
  label: string
  /** Where its card would like to stand; null where its unit is gone too. Moves along while the rest stays. */
  pos: number | null
  /** What its passage says now, where that is no longer what was quoted. */
  wordsNow: string | null
}

/** All threads in the order of the text; those without a place come last, the oldest first. */
export function placeThreads(threads: readonly Thread[], doc: Node): PlacedThread[] {
  const anchors = anchorsOf(doc)
  const blocks = blockPlaces(doc)
  return threads
    .map((thread) => {
      const anchor = anchors.get(thread.id)
      const unit = blocks.get(thread.unitId)
      const state = anchorState(thread, anchor, unit !== undefined)
      const blockId = anchor?.blockId ?? (state === 'orphaned' ? null : thread.unitId)
      return {
        thread,
        state,
        label: blockId === null ? thread.unitLabel : referenceOf(doc, blockId),
        pos: anchor?.spans[0]?.from ?? (unit ? unit.pos + 1 : null),
        wordsNow: state === 'moved' ? (anchor?.words ?? '') : null,
      }
    })
    .sort(inReadingOrder)
}

function inReadingOrder(one: PlacedThread, other: PlacedThread): number {
  const places = (one.pos ?? Number.MAX_SAFE_INTEGER) - (other.pos ?? Number.MAX_SAFE_INTEGER)
  return places !== 0 ? places : one.thread.createdAt.localeCompare(other.thread.createdAt)
}

export const FILTER_KINDS = ['open', 'mine', 'organization', 'unit', 'orphaned', 'resolved'] as const
export type FilterKind = (typeof FILTER_KINDS)[number]

export interface ThreadFilter {
  kind: FilterKind
  /** Of the organisation, or the name of the unit. */
  value: string
}

export const NO_FILTER: ThreadFilter = { kind: 'open', value: '' }

/** „§ 6 ust. 3” lies in „§ 6”, but „§ 60” does not. */
function liesIn(label: string, unit: string): boolean {
  return label === unit || (label.startsWith(unit) && /^\s/.test(label.slice(unit.length)))
}

/** What others do does not take it from whoever has begun to write in it. */
export interface Begun {
  /** The one whose field was gone into. */
  atId: string | null
  has(thread: Thread): boolean
}

export function filterThreads(
  placed: readonly PlacedThread[],
  { kind, value }: ThreadFilter,
  viewerId: string,
  begun: Begun,
): PlacedThread[] {
  return placed.filter(({ thread, state, label }) => {
    if (thread.id === begun.atId) return true
    if (kind === 'resolved') return thread.resolvedAt !== null
    if (kind === 'orphaned') return state === 'orphaned'
    const isOpen = thread.resolvedAt === null || begun.has(thread)
    if (kind === 'mine') return isOpen && isMine(thread, viewerId)
    if (kind === 'organization') return isOpen && organizationsOf(thread).some(({ id }) => id === value)
    if (kind === 'unit') return isOpen && liesIn(label, value)
    return isOpen
  })
}

/** Somebody's own are those they spoke or are named in. */
function isMine({ author, comments }: Thread, viewerId: string): boolean {
  if (author.id === viewerId) return true
  return comments.some(
    (comment) => comment.author.id === viewerId || comment.mentions.some(({ person }) => person?.id === viewerId),
  )
}

function organizationsOf({ comments }: Thread) {
  return comments.flatMap(({ organization }) => organization ?? [])
}

export interface FilterChoices {
  organizations: { id: string; name: string }[]
  units: string[]
}

/** Organisations that spoke and units that were spoken of, each once. */
export function filterChoices(
  placed: readonly PlacedThread[],
  compare: (one: string, other: string) => number,
): FilterChoices {
  const open = placed.filter(({ thread }) => thread.resolvedAt === null)
  const organizations = new Map(open.flatMap(({ thread }) => organizationsOf(thread)).map((each) => [each.id, each]))
  const units = new Set(open.map(({ label }) => label).filter((label) => label !== ''))
  return {
    organizations: [...organizations.values()].sort((one, other) => compare(one.name, other.name)),
    units: [...units],
  }
}
