// Takes words out of the living text, as a change like any other: every open page learns of it, and Yjs forgets what was
// deleted on both sides.

import * as Y from 'yjs'
import { BODY, type FormatMap, formatsAfter, NO_FORMATS } from '../../document/index.ts'
import type { SecretIds } from './redact-update.ts'
import { namesSecret, withoutAddress } from './secret-links.ts'
import { BLANK, MARK } from './secret-words.ts'
import { markOf, signsOf } from './text-items.ts'

/**
 * Deletes the signs with these ids and leaves a mark where they stood; to be called within a transaction. Where none stands
 * any more it leaves a trace that nobody sees: the log is to have a row for each redaction.
 */
export function takeOut(doc: Y.Doc, ids: SecretIds, secret: string | null): void {
  doc.transact((transaction) => {
    const { clientID } = doc
    const before = Y.getState(doc.store, clientID)
    for (const text of textsWith(doc, ids)) replace(text, runsOf(text, ids))
    for (const item of linksWith(doc, ids, secret)) unlink(transaction, item)
    if (Y.getState(doc.store, clientID) === before) leaveTrace(doc.getText(BODY))
  })
}

function leaveTrace(text: Y.Text): void {
  text._searchMarker = null
  text.insert(0, BLANK)
  text.delete(0, 1)
}

interface Run {
  index: number
  length: number
  /** In force at its first sign. */
  formats: FormatMap
}

type Step = { retain: number } | { delete: number } | { insert: string; attributes: FormatMap }

/**
 * Written behind the first sign, the mark is under the formats that sign was under, proposals' among them. The text is gone
 * through twice for all runs, for there may be hundreds of thousands.
 */
function replace(text: Y.Text, runs: readonly Run[]): void {
  text._searchMarker = null
  let at = 0
  const marked = runs.flatMap(({ index, length, formats: attributes }): Step[] => {
    const kept = index + 1 - at
    at = index + length
    return [{ retain: kept }, { insert: MARK, attributes: { ...attributes } }, { delete: length - 1 }]
  })
  text.applyDelta(marked.filter(isStep))
  at = 0
  const cleared = runs.flatMap(({ index, length }): Step[] => {
    const kept = index - at + (at > 0 ? MARK.length : 0)
    at = index + length
    return [{ retain: kept }, { delete: 1 }]
  })
  text.applyDelta(cleared.filter(isStep))
}

function isStep(step: Step): boolean {
  return !('delete' in step && step.delete === 0) && !('retain' in step && step.retain === 0)
}

function* itemsOf(doc: Y.Doc): Generator<Y.Item> {
  for (const structs of doc.store.clients.values()) {
    for (const struct of structs) if (struct instanceof Y.Item && !struct.deleted) yield struct
  }
}

function textsWith(doc: Y.Doc, ids: SecretIds): Set<Y.Text> {
  const texts = new Set<Y.Text>()
  for (const { id, content, parent } of itemsOf(doc)) {
    const isWord = content instanceof Y.ContentString && ids.touches(id.client, id.clock, content.str.length)
    if (isWord && parent instanceof Y.Text) texts.add(parent)
  }
  return texts
}

function linksWith(doc: Y.Doc, ids: SecretIds, secret: string | null): Y.Item[] {
  return [...itemsOf(doc)].filter(({ id, content }) => {
    if (!(content instanceof Y.ContentFormat)) return false
    return ids.has(id.client, id.clock) || (secret !== null && namesSecret(content, secret))
  })
}

/** Where it only went, a link around it would reach further than before. */
function unlink(transaction: Y.Transaction, item: Y.Item): void {
  const { store, clientID } = transaction.doc
  if (!(item.content instanceof Y.ContentFormat)) return
  const { right, parent } = item
  const id = Y.createID(clientID, Y.getState(store, clientID))
  const content = withoutAddress(item.content)
  const instead = new Y.Item(id, item, item.lastId, right, right?.id ?? null, parent, null, content)
  instead.integrate(transaction, 0)
  item.delete(transaction)
}

/** Signs that follow each other under the same marks of proposals, as places in the text. */
function runsOf(text: Y.Text, ids: SecretIds): Run[] {
  const runs: Run[] = []
  let formats = NO_FORMATS
  let [index, begins] = [0, true]
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    begins ||= markOf(item) !== null
    formats = formatsAfter(formats, item)
    if (!item.countable) continue
    for (let offset = 0; offset < item.length; offset += 1, index += 1) {
      if (signsOf(item) === null || !ids.has(item.id.client, item.id.clock + offset)) continue
      const last = runs.at(-1)
      if (!begins && last !== undefined && last.index + last.length === index) last.length += 1
      else runs.push({ index, length: 1, formats })
      begins = false
    }
  }
  return runs
}
