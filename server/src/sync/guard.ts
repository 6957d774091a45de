// The gate before the log: what a client sends is checked here, on the decoded bytes, before anything is stored or
// applied. It promises that an update that passed is within the limits, is made by its sender's own client ids, leaves
// nothing pending, deletes only what exists, holds only what a document may hold and only where it may stand, and is
// cheap to apply. It changes nothing: neither the document nor its own arguments.

import * as Y from 'yjs'
import { type CarriedProposals, nothingCarried } from './carried-proposals.ts'
import { Budget } from './guard-list.ts'
import { checkPlacement, type Placement, type PlacementRules } from './guard-place.ts'
import { type DecodedUpdate, type ReadLimits, readTrustedUpdate, readUpdate } from './guard-read.ts'
import { checkDepth, checkStorable } from './guard-values.ts'
import { endOf, type NormalisedUpdate, normalise } from './normalise.ts'
import { refuse } from './refusal.ts'
import { NO_OWN_STRANDED, type OwnStranded, withoutListed } from './stranded.ts'

export interface GuardRules extends PlacementRules {
  limits: ReadLimits & { newClientIdsPerPush: number }
  /** Whose is this Yjs client id in this document? `free` until somebody's first push binds it. */
  ownerOf(clientId: number): 'sender' | 'free' | 'other'
}

/** `OwnStranded`: of its new words those that land in something deleted meanwhile. */
export interface CheckedUpdate extends OwnStranded {
  /** Yjs v1: only what the update changes. */
  update: Uint8Array
  /** It changes nothing. */
  isEmpty: boolean
  /** Its deletions that are new. */
  deletes: NormalisedUpdate['deletes']
  /** Client ids whose structs it brings; those still free are bound to the sender with the append. */
  clients: number[]
  /** Blocks and tables it adds. */
  newBlocks: number
  /** It may have left ids or cells to repair. */
  changesStructure: boolean
  /** Ids of proposals it brings; whether it may is judged by the `ProposalGate`. */
  proposals: CarriedProposals
}

/**
 * Checks `bytes` (one Yjs v1 update) against `doc`.
 * @throws AppError `TOO_LARGE` or `INVALID`; its detail is a `GuardReason`. A `gap` may mean that this node is behind.
 */
export function checkUpdate(doc: Y.Doc, bytes: Uint8Array, rules: GuardRules): CheckedUpdate {
  const decoded = readUpdate(bytes, rules.limits)
  checkOwners(decoded, rules)
  checkContinuity(doc, decoded)
  checkDeletes(doc, decoded)
  for (const structs of decoded.sections.values()) checkDepth(structs)
  const normalised = normalise(doc, decoded)
  const clients = [...decoded.sections.keys()]
  if (normalised.isEmpty) {
    const { update, isEmpty } = normalised
    return {
      update,
      isEmpty,
      deletes: normalised.deletes,
      clients: [],
      newBlocks: 0,
      changesStructure: false,
      ...NO_OWN_STRANDED,
      proposals: nothingCarried(),
    }
  }
  const budget = new Budget()
  spendOnDeletes(doc, normalised, budget)
  const fresh = isOverlapping(doc, decoded) ? readTrustedUpdate(normalised.update) : decoded
  const { newBlocks, changesStructure, stranded, proposals } = checkPlacement(doc, fresh.sections, rules, budget)
  // Once their shape is known to be ours: values of any depth and size come.
  for (const structs of fresh.sections.values()) checkStorable(structs)
  const own = joinStranded(stranded, normalised.deletes)
  const { update, isEmpty, deletes } = normalised
  return { update, isEmpty, deletes, clients, newBlocks, changesStructure, ...own, proposals }
}

/** New words of an update that passed the check, should something they stand in have been deleted since: refuses no cost. */
export function findOwnStranded(doc: Y.Doc, update: Uint8Array): OwnStranded {
  const { sections, deletes } = readTrustedUpdate(update)
  const rules: PlacementRules = { hadAnnotation: () => true }
  const budget = new Budget(Number.POSITIVE_INFINITY)
  return joinStranded(checkPlacement(doc, sections, rules, budget).stranded, deletes)
}

function joinStranded(stranded: Placement['stranded'], deletes: NormalisedUpdate['deletes']): OwnStranded {
  const left = stranded
    .map(({ client, clock, text, cell }) => ({ text: withoutListed(text, clock, deletes.get(client) ?? []), cell }))
    .filter(({ text }) => text !== '')
  const cells = new Set(left.map(({ cell }) => cell))
  return {
    strandedText: left.map(({ text }) => text).join(''),
    strandedCells: cells.has(null) ? [] : [...cells].filter((cell) => cell !== null),
  }
}

function checkOwners({ sections }: DecodedUpdate, rules: GuardRules): void {
  let free = 0
  for (const client of sections.keys()) {
    const owner = rules.ownerOf(client)
    if (owner === 'other') refuse('foreign-client')
    if (owner === 'free') free += 1
  }
  if (free > rules.limits.newClientIdsPerPush) refuse('too-many-clients')
}

function checkContinuity(doc: Y.Doc, { sections }: DecodedUpdate): void {
  for (const [client, structs] of sections) {
    let next = structs[0]?.id.clock ?? 0
    if (next > Y.getState(doc.store, client)) refuse('gap')
    for (const struct of structs) {
      if (struct.id.clock !== next) refuse('gap')
      next += struct.length
    }
  }
}

/**
 * A deletion of what does not exist yet would wait in the document and swallow somebody's later words. Ranges rise, as Yjs
 * writes them: the same one named thirty thousand times would be looked through as often.
 */
function checkDeletes(doc: Y.Doc, { sections, deletes }: DecodedUpdate): void {
  for (const [client, ranges] of deletes) {
    const end = Math.max(Y.getState(doc.store, client), endOf(sections.get(client) ?? []))
    let after = 0
    for (const { clock, len } of ranges) {
      if (len < 1 || clock < after) refuse('malformed')
      after = clock + len
      if (after > end) refuse('future-delete')
    }
  }
}

/** Each range may cut two structs, and joins what it leaves; all of it moves the rest of a growing array. */
function spendOnDeletes(doc: Y.Doc, { deletes }: NormalisedUpdate, budget: Budget): void {
  for (const [client, ranges] of deletes) {
    const structs = doc.store.clients.get(client) ?? []
    let length = structs.length
    for (const { clock, len } of ranges) {
      const cuts = [clock, clock + len].filter((at) => isInsideStruct(structs, at)).length
      length += cuts
      for (let i = 0; i <= cuts; i++) budget.spendOnMove(length)
    }
  }
}

function isInsideStruct(structs: (Y.Item | Y.GC)[], clock: number): boolean {
  const last = structs.at(-1)
  if (last === undefined || clock >= last.id.clock + last.length) return false
  return (structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC).id.clock !== clock
}

function isOverlapping(doc: Y.Doc, { sections }: DecodedUpdate): boolean {
  return [...sections].some(([client, structs]) => (structs[0]?.id.clock ?? 0) < Y.getState(doc.store, client))
}
