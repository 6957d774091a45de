import { type DocumentContent, findProposals, proposalHash, readContent, toStorable } from '../document/index.ts'
import { referencesInForce } from '../document/plain-text.ts'
import type { Rooms } from '../sync/index.ts'

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

/** Longer wordings are cut in the row; the text itself holds them whole. */
const MAX_WORDING_LENGTH = 20_000

/** Every proposal in a text, with the unit it begins in, called as it is without any proposal. */
export function describeProposals(content: DocumentContent): Map<string, Described> {
  return new Map([...showProposals(content)].map(([id, { hash: _hash, ...described }]) => [id, described]))
}

function showProposals(content: DocumentContent): Map<string, Shown> {
  const references = referencesInForce(content)
  const found = [...findProposals(content)].map(([id, { blockIds, wordingBefore, wordingAfter, lines }]) => {
    const unitId = blockIds[0] ?? null
    const shown: Shown = {
      unitId,
      unitLabel: references.get(unitId ?? '') ?? '',
      wordingBefore: toStorable(wordingBefore.slice(0, MAX_WORDING_LENGTH)),
      wordingAfter: toStorable(wordingAfter.slice(0, MAX_WORDING_LENGTH)),
      hash: proposalHash(id, { lines }),
    }
    return [id, shown] as const
  })
  return new Map(found)
}

/** The same of a document as it stands now. */
export async function describeLive(
  rooms: Pick<Rooms, 'inspect'>,
  documentId: string,
): Promise<ReadonlyMap<string, Described>> {
  const { found } = await rooms.inspect(documentId, (text) => describeProposals(readContent(text)))
  return found
}

/** The same, to be compared with what was seen. */
export async function showLive(rooms: Pick<Rooms, 'inspect'>, documentId: string): Promise<ShownOnes> {
  return (await rooms.inspect(documentId, (text) => showProposals(readContent(text)))).found
}

type ShownOnes = ReadonlyMap<string, Shown>

const ofOperations = new WeakMap<object, Map<string, Promise<ShownOnes>>>()

/** Read once in an operation, however many proposals ask: what is shown of each, and its hash, are of one moment. */
export function showOnce(context: { rooms: Pick<Rooms, 'inspect'> }, documentId: string): Promise<ShownOnes> {
  const known = ofOperations.get(context) ?? new Map<string, Promise<ShownOnes>>()
  ofOperations.set(context, known)
  const found = known.get(documentId) ?? showLive(context.rooms, documentId)
  known.set(documentId, found)
  return found
}
