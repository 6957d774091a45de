export interface Description {
  title: string
  grounds: string
}

/** What was written of it, and for each field what it said when that was begun. */
export interface DescriptionDraft extends Partial<Description> {
  was?: Partial<Description>
}

const FIELDS = ['title', 'grounds'] as const

export const decliningOf = (ids: readonly string[]): string => ['decline', ...[...ids].sort()].join(' ')

/** Whose declining it is about; undefined where it is about none. */
export function declinedIn(aim: string): string[] | undefined {
  const [what, ...ids] = aim.split(' ')
  return what === 'decline' ? ids : undefined
}

export const hidingOf = (id: string): string => `hide ${id}`

/**
 * Under what the reason lies that is shown for these: what was written about more of them is, too, for somebody else may
 * have decided on the others meanwhile.
 */
export function placeOfReason(aim: string, written: Readonly<Record<string, string>>): string | null {
  if (aim in written) return aim
  const asked = aim.split(' ')
  return Object.keys(written).find((other) => isAmong(asked, other.split(' '))) ?? null
}

function isAmong(some: readonly string[], all: readonly string[]): boolean {
  const present = new Set(all)
  return some.every((each) => present.has(each))
}

/** What of it is not said already: what nobody touched follows the proposal. */
export function unsaid(draft: Partial<Description>, said: Description): Partial<Description> | null {
  const left: Partial<Description> = {}
  for (const field of FIELDS) {
    const written = draft[field]
    if (written !== undefined && written !== said[field]) left[field] = written
  }
  return Object.keys(left).length > 0 ? left : null
}

export const asSaid = ({ title, grounds }: Description): Description => ({
  title: title.trim(),
  grounds: grounds.trim(),
})

/** What of the draft is to be kept, with what it was begun on. */
export function toDraft(draft: Description, before: DescriptionDraft, said: Description): DescriptionDraft | null {
  const left = unsaid(draft, said)
  if (left === null) return null
  const was: Partial<Description> = {}
  for (const field of FIELDS) if (left[field] !== undefined) was[field] = before.was?.[field] ?? said[field]
  return { ...left, was }
}

/** What it says by now where something else was written over what it said before. */
export function saidMeanwhile(
  { was = {}, ...draft }: DescriptionDraft,
  said: Description,
): Partial<Description> | null {
  const others: Partial<Description> = {}
  for (const field of FIELDS) {
    const isWritten = draft[field] !== undefined && draft[field].trim() !== said[field]
    if (isWritten && was[field] !== said[field]) others[field] = said[field]
  }
  return Object.keys(others).length > 0 ? others : null
}
