import type { RemarkType } from '@app/prisma'
import { fold, foldedWords } from '../documents/search.ts'
import { AppError } from '../errors.ts'
import { REMARK_KINDS, REMARK_STATES, type Remark, type RemarkKind, type RemarkState } from './remark.ts'

/** Which remarks; all conditions hold at once, and what is left out asks for nothing. */
export interface RemarkFilter {
  search?: string | null | undefined
  kind?: RemarkKind | null | undefined
  types?: readonly RemarkType[] | null | undefined
  states?: readonly RemarkState[] | null | undefined
  organizationId?: string | null | undefined
  submitterId?: string | null | undefined
  /** This unit, and those in it. */
  unitId?: string | null | undefined
}

export const REMARK_ORDERS = ['NUMBER', 'RECEIVED_AT', 'SUBMITTER', 'ORGANIZATION', 'UNIT', 'KIND', 'STATE'] as const
export type RemarkOrderBy = (typeof REMARK_ORDERS)[number]

export interface RemarkOrder {
  by: RemarkOrderBy
  descending: boolean
}

type Key = string | number | null

const KEYS: Readonly<Record<RemarkOrderBy, (remark: Remark) => Key>> = {
  NUMBER: ({ number }) => number,
  RECEIVED_AT: ({ receivedAt }) => receivedAt.getTime(),
  SUBMITTER: ({ submitter }) => submitter?.name ?? null,
  ORGANIZATION: ({ organization }) => organization?.name ?? null,
  UNIT: ({ unit }) => unit.place,
  KIND: ({ kind, type }) => REMARK_KINDS.indexOf(kind) * TYPES.length + (type === null ? 0 : TYPES.indexOf(type)),
  STATE: ({ state }) => REMARK_STATES.indexOf(state),
}

/** What asks for another text before what does not. */
const TYPES: readonly RemarkType[] = ['WORDING', 'ADDITION', 'DELETION', 'QUESTION', 'GENERAL', 'SUPPORT']

const polish = new Intl.Collator('pl')

/** Two remarks are never equal: their numbers decide at last. What has no key comes last, whichever way it is sorted. */
export function comparing({ by, descending }: RemarkOrder): (one: Remark, other: Remark) => number {
  const keyOf = KEYS[by]
  const sign = descending ? -1 : 1
  return (one, other) => {
    const [left, right] = [keyOf(one), keyOf(other)]
    if (left === null || right === null) {
      return Number(left === null) - Number(right === null) || one.number - other.number
    }
    return sign * compareKeys(left, right) || one.number - other.number
  }
}

function compareKeys(left: string | number, right: string | number): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return polish.compare(String(left), String(right))
}

/** Those the filter asks for, in this order. */
export function arrange(remarks: readonly Remark[], filter: RemarkFilter, order: RemarkOrder): Remark[] {
  return remarks.filter(matching(filter)).sort(comparing(order))
}

function matching(filter: RemarkFilter): (remark: Remark) => boolean {
  const { kind, types, states, organizationId, submitterId, unitId } = filter
  const words = foldedWords(filter.search ?? '')
  return (remark) =>
    (!kind || remark.kind === kind) &&
    (!types?.length || (remark.type !== null && types.includes(remark.type))) &&
    (!states?.length || states.includes(remark.state)) &&
    (!organizationId || remark.organization?.id === organizationId) &&
    (!submitterId || remark.submitter?.id === submitterId) &&
    (!unitId || remark.unit.path.some(({ id }) => id === unitId)) &&
    (words.length === 0 || holdsAll(remark, words))
}

/** Searched is what the row says, and nothing that it keeps to itself. */
function holdsAll(remark: Remark, words: readonly string[]): boolean {
  const { submitter, organization, unit, passage, title, grounds, reason, answers } = remark
  const said = answers.flatMap(({ author, words: answer }) => [author, answer ?? ''])
  const all = [submitter?.name, organization?.name, unit.label, passage, title, remark.words, grounds, reason, ...said]
  const folded = fold(all.join('\n'))
  return words.every((word) => folded.includes(word))
}

export interface PageRequest {
  first: number
  after: string | null
}

export const MAX_PAGE = 100

/** A part of what was arranged. It begins after a remark, also where that one does not fit the filter any more. */
export function pageOf(
  arranged: readonly Remark[],
  all: readonly Remark[],
  order: RemarkOrder,
  { first, after }: PageRequest,
): { items: Remark[]; hasNextPage: boolean } {
  if (first < 1 || first > MAX_PAGE) throw new AppError('INVALID', 'first')
  const last = after === null ? null : all.find(({ id }) => id === after)
  if (last === undefined) throw new AppError('INVALID', 'after')
  const compare = comparing(order)
  const rest = last === null ? arranged : arranged.filter((remark) => compare(remark, last) > 0)
  return { items: rest.slice(0, first), hasNextPage: rest.length > first }
}
