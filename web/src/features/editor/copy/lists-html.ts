import { listMark } from '@app/server/document'
import type { Copied } from './copied.ts'
import { inlineHtml } from './inline-html.ts'

export type CopiedBlock = Extract<Copied, { type: 'block' }>

/** What other programs number lists of each level with, as the document does. */
const TYPES = ['', ' type="a"', ' type="i"']
const MAX_ITEMS = 5_000

export function listsHtml(items: readonly CopiedBlock[]): string {
  return listsFrom(items, 0, 0).html
}

interface Written {
  html: string
  next: number
}

/** Lists one after another, as long as their items are at least as deep as `floor`. */
function listsFrom(items: readonly CopiedBlock[], start: number, floor: number): Written {
  let html = ''
  let next = start
  while (next < items.length && items[next]!.level >= floor) {
    const list = listHtml(items, next)
    html += list.html
    next = list.next
  }
  return { html, next }
}

function listHtml(items: readonly CopiedBlock[], start: number): Written {
  const { kind, level } = items[start]!
  const tag = kind === 'bullet' ? 'ul' : 'ol'
  let html = ''
  let next = start
  while (items[next]?.kind === kind && items[next]?.level === level) {
    const nested = listsFrom(items, next + 1, level + 1)
    html += `<li>${inlineHtml(items[next]!.content)}${nested.html}</li>`
    next = nested.next
  }
  const numbers = kind === 'number' ? numbersOf(items, start) : ''
  return { html: `<${tag}${numbers}>${html}</${tag}>`, next }
}

function numbersOf(items: readonly CopiedBlock[], start: number): string {
  const level = items[start]?.level ?? 0
  const first = firstNumber(items, start)
  return `${TYPES[level % 3]}${first > 1 ? ` start="${first}"` : ''}`
}

/** An item that is copied in part has no mark: the next one of its list tells which it is. */
function firstNumber(items: readonly CopiedBlock[], start: number): number {
  const { level } = items[start]!
  let unmarked = 0
  for (const item of items.slice(start)) {
    if (item.level < level || (item.level === level && item.kind !== 'number')) return 1
    if (item.level > level) continue
    if (item.label !== '') return numberOf(item.label, level) - unmarked
    unmarked += 1
  }
  return 1
}

function numberOf(label: string, level: number): number {
  for (let number = 1; number <= MAX_ITEMS; number += 1) if (listMark(number, level) === label) return number
  return 1
}
