import { holderOf, isTableMarker, keyItem } from '@app/server/document'
import * as Y from 'yjs'
import type { StoredSelection } from './binding.ts'
import { proposalsOver, proposalsSignedIn } from './proposed.ts'
import type { LocalStep } from './steps.ts'
import { OwnBlocks } from './undo-blocks.ts'
import { type Obstacle, obstacleTo } from './undo-obstacle.ts'
import { RestoredTexts } from './undo-twice.ts'
import { WrittenStates } from './written.ts'

export interface UndoOptions {
  text: Y.Text
  /** Only transactions of this origin can be undone: one's own. */
  owner: {
    currentSelection(): StoredSelection | null
    /** The change that is being written. */
    currentSteps(): readonly LocalStep[]
    restoreSelection(selection: StoredSelection): void
  }
  /** Format items that end a change. */
  closers: WeakSet<Y.Item>
  onUndoneTwice: (() => void) | undefined
}

export interface Undo {
  manager: Y.UndoManager
  /** To be called for every transaction, before the manager's own handler. */
  afterTransaction(transaction: Y.Transaction): void
  /** The proposals of which something can be undone, and of which a transaction wrote or took away signs. */
  proposalsIn(transaction: Y.Transaction): string[]
  /** Drops the last entry where others are why nothing of it can be undone any more, and says which way: so that no older one is undone in its place. */
  dropVain(): Obstacle | null
  /** What was proposed under these can be neither undone nor done again any more. */
  letGo(proposalIds: ReadonlySet<string>): void
  destroy(): void
}

type StackItem = Y.UndoManager['undoStack'][number]

const CAPTURE_MS = 500
const NONE: ReadonlySet<string> = new Set()
const FRAME_KEYS: readonly (string | null)[] = ['id', 'kind', 'level']
const SELECTION = 'selection'
const STATE = 'state'
const PROPOSALS = 'proposals'

/**
 * Undo and redo of one's own edits. Items that close a format are left in place: somebody else may have opened the format
 * again inside the range, and without its end it would run on. Tables and rows are hidden, never deleted. A block, table,
 * row or column that somebody else has written into since stays, with their words.
 */
export function createUndo({ text, owner, closers, onUndoneTwice }: UndoOptions): Undo {
  let state: ReadonlyMap<number, number> = new Map()
  let proposals: ReadonlySet<string> = NONE
  const states = new WrittenStates()
  const blocks = new OwnBlocks(states)
  const mayDelete = (item: Y.Item) => !closers.has(item) && !isFrameOfTable(item) && !keepsKind(item, state)
  const manager = new Y.UndoManager(text, {
    trackedOrigins: new Set([owner]),
    captureTimeout: CAPTURE_MS,
    deleteFilter: (item) => mayDelete(item) && !blocks.holdsOthersWords(item),
  })
  const restored = new RestoredTexts(onUndoneTwice)
  manager.on('stack-item-added', ({ stackItem }) => {
    stackItem.meta.set(SELECTION, owner.currentSelection())
    stackItem.meta.set(STATE, states.keep(state, manager.doc.clientID))
    stackItem.meta.set(PROPOSALS, proposals)
  })
  manager.on('stack-item-updated', ({ stackItem }) => {
    stackItem.meta.set(PROPOSALS, new Set([...proposalsOf(stackItem), ...proposals]))
  })
  manager.on('stack-item-popped', ({ stackItem }) => {
    const selection: StoredSelection | null = stackItem.meta.get(SELECTION) ?? null
    if (selection !== null) owner.restoreSelection(selection)
  })
  const afterTransaction = (transaction: Y.Transaction) => {
    state = transaction.afterState
    // What is undone, or done again, belongs to what it belonged to before.
    if (transaction.origin === manager) proposals = proposalsOf(manager.currStackItem)
    else if (transaction.origin === owner) proposals = proposalsWritten(owner.currentSteps(), transaction)
    blocks.note(transaction, transaction.origin === manager || transaction.origin === owner)
    if (transaction.origin !== manager) restored.look(transaction)
    else restored.add(transaction, manager.currStackItem?.meta.get(STATE) ?? state)
  }
  return {
    manager,
    afterTransaction,
    proposalsIn: (transaction) => proposalsIn(manager, transaction),
    dropVain: () => dropVain(manager, blocks),
    letGo: (ids) => letGo(manager, ids),
    destroy: () => manager.destroy(),
  }
}

function dropVain(manager: Y.UndoManager, blocks: OwnBlocks): Obstacle | null {
  const obstacle = obstacleTo(manager, (item) => blocks.holdsOthersWords(item))
  if (obstacle === null) return null
  manager.undoStack.pop()
  // What is written next would otherwise become part of an older entry.
  manager.stopCapturing()
  return obstacle
}

function proposalsOf(entry: StackItem | null): ReadonlySet<string> {
  return entry?.meta.get(PROPOSALS) ?? NONE
}

/** Marks that end before words and begin again behind them are written anew: an entry holds them, too. */
function proposalsWritten(steps: readonly LocalStep[], transaction: Y.Transaction): ReadonlySet<string> {
  const proposers = steps.flatMap(({ by }) => by ?? [])
  if (proposers.length === 0) return NONE
  const signed = [...proposalsSignedIn(transaction)].filter((id) => proposers.some((by) => by.isOwn(id)))
  return new Set([...proposalsOver(steps), ...signed])
}

function proposalsIn({ undoStack, redoStack }: Y.UndoManager, transaction: Y.Transaction): string[] {
  const known = new Set([...undoStack, ...redoStack].flatMap((entry) => [...proposalsOf(entry)]))
  return known.size === 0 ? [] : [...proposalsSignedIn(transaction)].filter((id) => known.has(id))
}

/** The items of the entries stay kept from collection: Yjs does not say whether another entry needs them, too. */
function letGo(manager: Y.UndoManager, ids: ReadonlySet<string>): void {
  const stays = (entry: StackItem) => ![...proposalsOf(entry)].some((id) => ids.has(id))
  const { length } = manager.undoStack
  manager.undoStack = manager.undoStack.filter(stays)
  manager.redoStack = manager.redoStack.filter(stays)
  // What is written next would otherwise become part of an entry from long before it.
  if (manager.undoStack.length < length) manager.stopCapturing()
}

/**
 * Is this the kind or level of a block that the undo found no former one for, because somebody changed it at the same
 * time? Without it the block would be a paragraph. What it was before a proposal stays with it.
 * @param before what was written before the undo
 */
function keepsKind({ parent, parentSub, deleted }: Y.Item, before: ReadonlyMap<number, number>): boolean {
  if (!(parent instanceof Y.Map) || deleted) return false
  if (parentSub === 'kind' || parentSub === 'level') return true
  const kind = parentSub === 'was' ? keyItem(parent, 'kind') : undefined
  return kind !== undefined && !kind.deleted && kind.id.clock < (before.get(kind.id.client) ?? 0)
}

/** Is this what a table is made of, so that undoing its insertion hides it (`shown`) and leaves this where it is? */
function isFrameOfTable(item: Y.Item): boolean {
  if (isTableMarker(item)) return true
  const holder = item.parent instanceof Y.Text ? null : holderOf(item)
  if (holder === null) return false
  if (item.content instanceof Y.ContentType) return true
  const isFirstValue = item.parentSub !== null && item.left === null
  const isInTable = isTableMarker(holder) || holder.parent instanceof Y.Array
  return isInTable && isFirstValue && FRAME_KEYS.includes(item.parentSub)
}
