import { type Actor, can } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { loadAccess } from '../documents/access.ts'
import { arrange, type PageRequest, pageOf, type RemarkFilter, type RemarkOrder } from './arrange.ts'
import { choicesOf, type RemarkChoices } from './choices.ts'
import type { Remark } from './remark.ts'
import { readRemarks } from './rows.ts'

type Tools = Pick<Services, 'db' | 'rooms'>

export interface RemarkPage {
  items: Remark[]
  /** How many fit the filter. */
  totalCount: number
  /** How many there are. */
  documentCount: number
  endCursor: string | null
  hasNextPage: boolean
  choices: RemarkChoices
}

/** A part of the table of remarks; null where the document does not exist or may not be read, which look the same. */
export async function listRemarks(
  { db, rooms }: Tools,
  actor: Actor | null,
  documentId: string,
  request: { filter: RemarkFilter; order: RemarkOrder; page: PageRequest },
): Promise<RemarkPage | null> {
  const access = await loadAccess(db, documentId)
  if (access === null || !can(actor, 'read', access)) return null
  const { filter, order, page } = request
  const all = await readRemarks({ db, rooms }, documentId)
  const arranged = arrange(all, filter, order)
  const { items, hasNextPage } = pageOf(arranged, all, order, page)
  return {
    items,
    hasNextPage,
    endCursor: items.at(-1)?.id ?? null,
    totalCount: arranged.length,
    documentCount: all.length,
    choices: choicesOf(all),
  }
}
