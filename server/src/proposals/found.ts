import {
  type DocumentContent,
  describeProposal,
  findTouchedLines,
  proposalHash,
  readContent,
  type TouchedLine,
  toStorable,
} from '../document/index.ts'
import { referencesInForce } from '../document/plain-text.ts'
import type { Rooms } from '../sync/index.ts'
import { inSlices } from '../threads/slices.ts'

/** What a row keeps of a proposal's place and wording. */
export interface Described {
  unitId: string | null
  unitLabel: string
  wordingBefore: string
  wordingAfter: string
}

/** The same as one who decides sees it, with the hash that a decision sends back. */
export interface Shown extends Described {
  hash: string
}

/** Every proposal in a text, with the unit it begins in, called as it is without any proposal; in slices. */
export async function describeProposals(content: DocumentContent): Promise<Map<string, Described>> {
  const references = referencesInForce(content)
  const found = new Map<string, Described>()
  await inSlices(findTouchedLines(content), ([id, lines]) => found.set(id, describe(id, lines, references)))
  return found
}

async function showProposals(content: DocumentContent): Promise<Map<string, Shown>> {
  const references = referencesInForce(content)
  const found = new Map<string, Shown>()
  await inSlices(findTouchedLines(content), ([id, lines]) =>
    found.set(id, { ...describe(id, lines, references), hash: proposalHash(id, lines) }),
  )
  return found
}

function describe(id: string, lines: readonly TouchedLine[], references: ReadonlyMap<string, string>): Described {
  const { blockIds, wordingBefore, wordingAfter } = describeProposal(id, lines)
  const unitId = blockIds[0] ?? null
  return {
    unitId,
    unitLabel: references.get(unitId ?? '') ?? '',
    wordingBefore: toStorable(wordingBefore),
    wordingAfter: toStorable(wordingAfter),
  }
}

/** Whether a row keeps just this already; of what is not in the text it keeps what it has. */
export function isDescribedAs(row: Record<keyof Described, string | null>, described: Described | undefined): boolean {
  const keys = ['unitId', 'unitLabel', 'wordingBefore', 'wordingAfter'] as const
  return described === undefined || keys.every((key) => row[key] === described[key])
}

/** Proposals in a document as it stands now; what is kept of them is written only while it is of this epoch. */
export interface Live<T extends Described> {
  found: ReadonlyMap<string, T>
  epoch: string
}

export async function describeLive(rooms: Pick<Rooms, 'inspect'>, documentId: string): Promise<Live<Described>> {
  const { found, epoch } = await rooms.inspect(documentId, readContent)
  return { found: await describeProposals(found), epoch }
}

/** The same, to be compared with what was seen. */
export async function showLive(rooms: Pick<Rooms, 'inspect'>, documentId: string): Promise<Live<Shown>> {
  const { found, epoch } = await rooms.inspect(documentId, readContent)
  return { found: await showProposals(found), epoch }
}

type ShownOnes = Live<Shown>['found']

const ofOperations = new WeakMap<object, Map<string, Promise<ShownOnes>>>()

/** Read once in an operation, however many proposals ask: what is shown of each, and its hash, are of one moment. */
export function showOnce(context: { rooms: Pick<Rooms, 'inspect'> }, documentId: string): Promise<ShownOnes> {
  const known = ofOperations.get(context) ?? new Map<string, Promise<ShownOnes>>()
  ofOperations.set(context, known)
  const found = known.get(documentId) ?? showLive(context.rooms, documentId).then((live) => live.found)
  known.set(documentId, found)
  return found
}
