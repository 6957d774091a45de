import type { Actor } from '../auth/policy.ts'
import { mayRemark } from '../auth/remark-policy.ts'
import type { Services } from '../context.ts'
import {
  describePassage,
  findAnchors,
  findPassage,
  overlayPassage,
  type Passage,
  passageOfBlock,
  readContent,
  removeFormat,
  toStorable,
} from '../document/index.ts'
import { referencesInForce } from '../document/plain-text.ts'
import { withFreshRights } from '../documents/fresh-rights.ts'
import { AppError } from '../errors.ts'

type Tools = Pick<Services, 'db' | 'rooms'>
type MarkTools = Tools & Pick<Services, 'sessions'>

/** What a thread is about: a selection, as Yjs relative positions, or a whole unit. */
export type Aim = { anchor: Uint8Array; head: Uint8Array } | { unitId: string }

type BodyText = Parameters<typeof readContent>[0]

function passageOf(text: BodyText, aim: Aim): Passage | null {
  return 'unitId' in aim ? passageOfBlock(text, aim.unitId) : findPassage(text, aim.anchor, aim.head)
}

/** What a thread keeps of the place it was started on. */
export async function describeAim(tools: Tools, documentId: string, aim: Aim) {
  const place = await findAim(tools, documentId, aim)
  if (place === null) throw new AppError('INVALID', 'passage')
  return place
}

/** The same; null where the passage is not in the text. */
export async function findAim({ rooms }: Tools, documentId: string, aim: Aim) {
  const { found, seq } = await rooms.inspect(documentId, (text) => {
    const passage = passageOf(text, aim)
    if (passage === null) return null
    const { blockId, quote, before, after } = describePassage(text, passage)
    const unitLabel = referencesInForce(readContent(text)).get(blockId) ?? ''
    const kept = { quote: toStorable(quote), quoteBefore: toStorable(before), quoteAfter: toStorable(after) }
    return { unitId: blockId, unitLabel, ...kept }
  })
  return found === null ? null : { ...found, seq, wholeUnit: 'unitId' in aim }
}

interface Marking {
  threadId: string
  documentId: string
  aim: Aim
}

/**
 * Puts a thread's marks on its passage, in place of any it had. A row of the log by this person that asks for no right to
 * edit; it holds nothing but marks. Where the passage has gone meanwhile nothing is marked, and the thread is lost.
 */
export async function placeMarks(tools: MarkTools, actor: Actor, marking: Marking): Promise<void> {
  const { rooms } = tools
  const { threadId, documentId, aim } = marking
  const key = `comment:${threadId}`
  await withFreshRights(tools, actor, documentId, async (current, access) => {
    if (!mayRemark(current, 'start', access, null)) throw new AppError('FORBIDDEN')
    await rooms.append(documentId, {
      kind: 'ANNOTATION',
      userId: current.userId,
      organizationId: current.organizationId,
      accessVersion: access.accessVersion,
      cause: { type: 'thread', id: threadId },
      change(text) {
        const passage = passageOf(text, aim)
        if (passage === null) return
        if (findAnchors(readContent(text), 'comment').has(threadId)) removeFormat(text, key)
        overlayPassage(text, passage, key, true)
      },
    })
  })
}
