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
  remarksOver,
  removeFormat,
  toStorable,
} from '../document/index.ts'
import { referencesInForce } from '../document/plain-text.ts'
import { withFreshRights } from '../documents/fresh-rights.ts'
import { AppError } from '../errors.ts'
import type { Limits } from '../limits.ts'

type Tools = Pick<Services, 'db' | 'env' | 'rooms'>
type MarkTools = Tools & Pick<Services, 'sessions'>

/** What a thread is about: a selection, as Yjs relative positions, or a whole unit. */
export type Aim = { anchor: Uint8Array; head: Uint8Array } | { unitId: string }

type BodyText = Parameters<typeof readContent>[0]

function passageOf(text: BodyText, aim: Aim): Passage | null {
  return 'unitId' in aim ? passageOfBlock(text, aim.unitId) : findPassage(text, aim.anchor, aim.head)
}

interface Marking {
  threadId: string
  documentId: string
  aim: Aim
}

/** Do so many other remarks lie over some of these words that no more may? */
function isFull(text: BodyText, passage: Passage, threadId: string, { remarksOverOne }: Limits): boolean {
  return remarksOver(text, passage, keyOf(threadId)) >= remarksOverOne
}

const keyOf = (threadId: string): string => `comment:${threadId}`

/**
 * What a thread keeps of the place it was started on, and the epoch it was read in.
 * @throws AppError `INVALID` (`passage`) where that is not in the text; as `findAim`
 */
export async function describeAim(tools: Tools, marking: Marking) {
  const place = await findAim(tools, marking)
  if (place === null) throw new AppError('INVALID', 'passage')
  return place
}

/**
 * The same; null where the passage is not in the text.
 * @throws AppError `TOO_LARGE` (`too-many-layers`) where no more marks may lie over it; a whole unit is found without
 */
export async function findAim({ env, rooms }: Tools, { threadId, documentId, aim }: Marking) {
  const { found, seq, epoch } = await rooms.inspect(documentId, (text) => {
    const passage = passageOf(text, aim)
    if (passage === null) return null
    if (!('unitId' in aim) && isFull(text, passage, threadId, env.limits))
      throw new AppError('TOO_LARGE', 'too-many-layers')
    const { blockId, quote, before, after } = describePassage(text, passage)
    const unitLabel = referencesInForce(readContent(text)).get(blockId) ?? ''
    const kept = { quote: toStorable(quote), quoteBefore: toStorable(before), quoteAfter: toStorable(after) }
    return { unitId: blockId, unitLabel, ...kept }
  })
  return found === null ? null : { ...found, seq, epoch, wholeUnit: 'unitId' in aim }
}

/**
 * Puts a thread's marks on its passage, in place of any it had. A row of the log by this person that asks for no right to
 * edit; it holds nothing but marks. Where the passage has gone meanwhile, or no more may lie over it, nothing is marked: the
 * thread is lost, unless it is about a whole unit.
 */
export async function placeMarks(tools: MarkTools, actor: Actor, marking: Marking): Promise<void> {
  const { env, rooms } = tools
  const { threadId, documentId, aim } = marking
  const key = keyOf(threadId)
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
        if (passage === null || isFull(text, passage, threadId, env.limits)) return
        if (findAnchors(readContent(text), 'comment').has(threadId)) removeFormat(text, key)
        overlayPassage(text, passage, key, true)
      },
    })
  })
}
