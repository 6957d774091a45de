import { baseOf, type DocumentContent, findProposals, readContent } from '../document/index.ts'
import { labelContent } from '../document/plain-text.ts'
import type { Rooms } from '../sync/index.ts'

/** What a row keeps of a proposal's place and wording. */
export interface Described {
  unitId: string | null
  unitLabel: string
  wordingBefore: string
  wordingAfter: string
}

/** Longer wordings are cut in the row; the text itself holds them whole. */
const MAX_WORDING_LENGTH = 20_000

/** Every proposal in a text, with the unit it begins in, called as it is without any proposal. */
export function describeProposals(content: DocumentContent): Map<string, Described> {
  const base = baseOf(content)
  const labels = labelContent(base)
  const references = new Map(base.map(({ id }, index) => [id, labels[index]?.reference ?? '']))
  const found = [...findProposals(content)].map(([id, { blockIds, wordingBefore, wordingAfter }]) => {
    const unitId = blockIds[0] ?? null
    const described: Described = {
      unitId,
      unitLabel: references.get(unitId ?? '') ?? '',
      wordingBefore: wordingBefore.slice(0, MAX_WORDING_LENGTH),
      wordingAfter: wordingAfter.slice(0, MAX_WORDING_LENGTH),
    }
    return [id, described] as const
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

const ofOperations = new WeakMap<object, Map<string, Promise<ReadonlyMap<string, Described>>>>()

/** Read once in an operation, however many proposals ask. */
export function describeOnce(
  context: { rooms: Pick<Rooms, 'inspect'> },
  documentId: string,
): Promise<ReadonlyMap<string, Described>> {
  const known = ofOperations.get(context) ?? new Map<string, Promise<ReadonlyMap<string, Described>>>()
  ofOperations.set(context, known)
  const found = known.get(documentId) ?? describeLive(context.rooms, documentId)
  known.set(documentId, found)
  return found
}
