import { forEachChangedItem, PROPOSAL_KEYS, proposalOfFormat, proposalOfSign } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import { changedRange, type LocalStep } from './steps.ts'

/** Marks a local transaction that proposes what the person wrote; its value is whose proposals these are. */
export const PROPOSED = 'proposed'

export interface ProposedBy {
  /** Is this proposal theirs, and still open? */
  isOwn(id: string): boolean
}

/** The proposals over the words that these steps put in or took out, as far as they are of whoever proposed. */
export function proposalsOver(steps: readonly LocalStep[]): Set<string> {
  const ids = new Set<string>()
  for (const local of steps) {
    const { before, after, by } = local
    if (by === undefined) continue
    const { from, to, newFrom, newTo } = changedRange(local)
    for (const id of [...idsBetween(before, from, to), ...idsBetween(after, newFrom, newTo)]) {
      if (by.isOwn(id)) ids.add(id)
    }
  }
  return ids
}

/** The proposals that stand in the text. */
export function proposalsStanding(doc: Node): Set<string> {
  const ids = idsBetween(doc, 0, doc.content.size)
  doc.descendants(({ attrs }) => {
    for (const id of PROPOSAL_KEYS.map((key) => proposalOfSign(attrs[key]))) if (id !== null) ids.add(id)
  })
  return ids
}

/** The proposals whose signs a transaction wrote or took away: over words, or at a block. */
export function proposalsSignedIn(transaction: Y.Transaction): Set<string> {
  const ids = new Set<string>()
  forEachChangedItem(transaction, (item) => {
    const id = item.content instanceof Y.ContentFormat ? proposalOfFormat(item.content.key) : idAtMarker(item)
    if (id !== null) ids.add(id)
  })
  return ids
}

function idsBetween(doc: Node, from: number, to: number): Set<string> {
  const ids = new Set<string>()
  // Where nothing stands between two places ProseMirror would look into the text around them.
  if (from === to) return ids
  doc.nodesBetween(from, to, ({ marks }) => {
    for (const { type, attrs } of marks) {
      const id = proposalOfFormat(`${type.name}:${attrs.id}`)
      if (id !== null) ids.add(id)
    }
  })
  return ids
}

function idAtMarker({ parent, parentSub, content }: Y.Item): string | null {
  const isSign = parent instanceof Y.Map && PROPOSAL_KEYS.some((key) => key === parentSub)
  return isSign ? proposalOfSign(content.getContent()[0]) : null
}
