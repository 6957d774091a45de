import { Fragment, type Node, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { longestIncreasing } from './align.ts'
import { type ChangedRange, wholeCharacters } from './steps.ts'

/**
 * Brings a document to the wanted top-level nodes with the smallest steps: an inserted character is one inserted
 * character, a split one inserted boundary. So selections and decorations map, and the page redraws little.
 */
export function patchDocument(transaction: Transaction, wanted: readonly Node[]): void {
  const shown = transaction.doc.children
  for (const group of differences(shown, wanted).reverse()) {
    patchNodes(
      transaction,
      shown.slice(group.from, group.to),
      wanted.slice(group.newFrom, group.newTo),
      startOf(shown, group.from),
    )
  }
}

/** The runs of nodes that are not the same objects in both lists. */
function differences(shown: readonly Node[], wanted: readonly Node[]): ChangedRange[] {
  const shorter = Math.min(shown.length, wanted.length)
  let head = 0
  while (head < shorter && shown[head] === wanted[head]) head++
  let tail = 0
  while (tail < shorter - head && shown.at(-1 - tail) === wanted.at(-1 - tail)) tail++
  const end = [shown.length - tail, wanted.length - tail] as const
  const out: ChangedRange[] = []
  let [from, newFrom] = [head, head]
  for (const [to, newTo] of [...samePairs(shown, wanted, head, tail), end]) {
    if (to > from || newTo > newFrom) out.push({ from, to, newFrom, newTo })
    from = to + 1
    newFrom = newTo + 1
  }
  return out
}

function samePairs(shown: readonly Node[], wanted: readonly Node[], head: number, tail: number): [number, number][] {
  const places = new Map<Node, number>()
  for (let index = head; index < wanted.length - tail; index++) places.set(wanted[index] as Node, index)
  const pairs: [number, number][] = []
  for (let index = head; index < shown.length - tail; index++) {
    const place = places.get(shown[index] as Node)
    if (place !== undefined) pairs.push([index, place])
  }
  return longestIncreasing(pairs, (pair) => pair[1])
}

/** Tables that are in both runs are patched by themselves, so that blocks around them need not be drawn again. */
function patchNodes(transaction: Transaction, shown: Node[], wanted: Node[], start: number): void {
  const index = shown.findLastIndex((node) => isTable(node) && wanted.some((other) => isSameTable(node, other)))
  const table = shown[index]
  if (table === undefined) {
    patchRun(transaction, shown, wanted, start)
    return
  }
  const newIndex = wanted.findIndex((other) => isSameTable(table, other))
  const at = start + sizeOf(shown.slice(0, index))
  patchRun(transaction, shown.slice(index + 1), wanted.slice(newIndex + 1), at + table.nodeSize)
  patchInside(transaction, table, wanted[newIndex] as Node, at)
  patchNodes(transaction, shown.slice(0, index), wanted.slice(0, newIndex), start)
}

/** Replaces what differs inside one block or one table, wherever that is. */
function patchInside(transaction: Transaction, shown: Node, wanted: Node, start: number): void {
  const from = shown.content.findDiffStart(wanted.content)
  const end = shown.content.findDiffEnd(wanted.content)
  if (from === null || end === null) return
  const overlap = Math.max(0, from - Math.min(end.a, end.b))
  const range = { from, to: end.a + overlap, newFrom: from, newTo: end.b + overlap }
  const { to, newFrom, newTo, ...rest } = wholeCharacters(range, shown, wanted)
  const inside = start + 1
  transaction.step(new ReplaceStep(inside + rest.from, inside + to, wanted.slice(newFrom, newTo)))
}

function patchRun(transaction: Transaction, shown: Node[], wanted: Node[], start: number): void {
  let head = 0
  while (head < shown.length && head < wanted.length && isEqual(shown[head], wanted[head])) head++
  let tail = 0
  const shorter = Math.min(shown.length, wanted.length)
  while (tail < shorter - head && isEqual(shown.at(-1 - tail), wanted.at(-1 - tail))) tail++
  const from = start + sizeOf(shown.slice(0, head))
  const old = shown.slice(head, shown.length - tail)
  const now = wanted.slice(head, wanted.length - tail)
  if (old.length === 0 && now.length === 0) return
  const [onlyOld, onlyNow] = [old[0], now[0]]
  if (old.length === 1 && now.length === 1 && onlyOld && onlyNow?.sameMarkup(onlyOld)) {
    patchInside(transaction, onlyOld, onlyNow, from)
  } else if (areSameBlocks(old, now)) patchEach(transaction, old, now, from)
  else if (isSameText(old, now)) setAttributes(transaction, old, now, from)
  else if ([...old, ...now].some(isTable)) replaceNodes(transaction, old, now, from)
  else replaceTokens(transaction, old, now, from)
}

function areSameBlocks(old: Node[], now: Node[]): boolean {
  return (
    old.length === now.length && old.every((node, index) => node.isTextblock && node.sameMarkup(now[index] as Node))
  )
}

function patchEach(transaction: Transaction, old: Node[], now: Node[], start: number): void {
  let end = start + sizeOf(old)
  for (let index = old.length - 1; index >= 0; index--) {
    const node = old[index] as Node
    end -= node.nodeSize
    patchInside(transaction, node, now[index] as Node, end)
  }
}

function isSameText(old: Node[], now: Node[]): boolean {
  return (
    old.length === now.length &&
    old.every((node, index) => node.type === now[index]?.type && node.content.eq(now[index].content))
  )
}

function setAttributes(transaction: Transaction, old: Node[], now: Node[], start: number): void {
  let position = start
  old.forEach((node, index) => {
    for (const [name, value] of Object.entries(now[index]?.attrs ?? {})) {
      if (!isSameValue(node.attrs[name], value)) transaction.setNodeAttribute(position, name, value)
    }
    position += node.nodeSize
  })
}

/** What a block was before (`was`) is an object, read anew every time. */
function isSameValue(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

/** For runs with a table that is only in one of them: no position in it has a counterpart in the other. */
function replaceNodes(transaction: Transaction, old: Node[], now: Node[], start: number): void {
  transaction.step(new ReplaceStep(start, start + sizeOf(old), new Slice(Fragment.fromArray(now), 0, 0)))
}

/** One character, break, or start of a node, with the positions right before and right behind it. */
interface Place {
  key: string
  before: number
  behind: number
  isStart: boolean
}

/** Replaces what lies between the common first and the common last characters of two runs of nodes. */
function replaceTokens(transaction: Transaction, old: Node[], now: Node[], start: number): void {
  const a = placesOf(old)
  const b = placesOf(now)
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head]?.key === b[head]?.key) head++
  let tail = 0
  while (tail < shorter - head && a.at(-1 - tail)?.key === b.at(-1 - tail)?.key) tail++
  const whole = head === 0 && (tail === 0 || a.at(-tail)?.isStart === true)
  const range = whole ? wholeRange(a, b, tail, sizeOf(old), sizeOf(now)) : innerRange(a, b, head, tail)
  const content = (old[0] ?? now[0])?.type.schema.topNodeType.create(null, now)
  if (content === undefined) return
  const slice = whole
    ? new Slice(content.content.cut(range.newFrom, range.newTo), 0, 0)
    : content.slice(range.newFrom, range.newTo)
  transaction.step(new ReplaceStep(start + range.from, start + range.to, slice))
}

function wholeRange(a: Place[], b: Place[], tail: number, oldSize: number, newSize: number): ChangedRange {
  const to = tail === 0 ? oldSize : (a.at(-tail)?.before ?? oldSize)
  const newTo = tail === 0 ? newSize : (b.at(-tail)?.before ?? newSize)
  return { from: 0, to, newFrom: 0, newTo }
}

function innerRange(a: Place[], b: Place[], head: number, tail: number): ChangedRange {
  const behind = (places: Place[], count: number) => (count === 0 ? 0 : (places[count - 1]?.behind ?? 0))
  return {
    from: behind(a, head),
    to: behind(a, a.length - tail),
    newFrom: behind(b, head),
    newTo: behind(b, b.length - tail),
  }
}

function placesOf(nodes: Node[]): Place[] {
  const places: Place[] = []
  let start = 0
  for (const node of nodes) {
    places.push({ key: JSON.stringify(node.attrs), before: start, behind: start + 1, isStart: true })
    addInlinePlaces(places, node, start + 1)
    start += node.nodeSize
  }
  return places
}

function addInlinePlaces(places: Place[], block: Node, start: number): void {
  let position = start
  block.forEach((node) => {
    const marks = JSON.stringify(node.marks)
    for (const character of node.isText ? (node.text ?? '') : ['']) {
      const before = position
      position += character.length || 1
      places.push({ key: `${character}${marks}`, before, behind: position, isStart: false })
    }
  })
}

function isTable(node: Node): boolean {
  return node.type.name === 'table'
}

function isSameTable(a: Node, b: Node): boolean {
  return isTable(a) && isTable(b) && a.attrs.id === b.attrs.id
}

function isEqual(a: Node | undefined, b: Node | undefined): boolean {
  return a !== undefined && b !== undefined && (a === b || a.eq(b))
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((size, node) => size + node.nodeSize, 0)
}

function startOf(nodes: readonly Node[], index: number): number {
  return sizeOf(nodes.slice(0, index))
}
