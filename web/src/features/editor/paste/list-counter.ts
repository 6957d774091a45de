import { listMark } from '@app/server/document'
import { type Declarations, declarationsOf } from './inline-style.ts'

type Count = (number: number) => string | undefined

const decimal: Count = (number) => withoutDot(listMark(number, 0))
const letters: Count = (number) => (number > 0 ? withoutDot(listMark(number, 1)) : '')
const roman: Count = (number) => (number > 0 ? withoutDot(listMark(number, 2)) : '')
const upper =
  (count: Count): Count =>
  (number) =>
    count(number)?.toUpperCase()
const unprinted: Count = () => undefined
/** Printed with something that is not ours: it differs from every mark of the document. */
const foreign: Count = () => ''

/** By the `type` of an element, which heeds capitals, and by `list-style-type`. */
const TYPES: Readonly<Record<string, Count>> = {
  '1': decimal,
  a: letters,
  A: upper(letters),
  i: roman,
  I: upper(roman),
}
const STYLES: Readonly<Record<string, Count>> = {
  none: unprinted,
  decimal,
  'lower-alpha': letters,
  'lower-latin': letters,
  'upper-alpha': upper(letters),
  'upper-latin': upper(letters),
  'lower-roman': roman,
  'upper-roman': upper(roman),
}
const UNSAID = new Set(['', 'inherit', 'initial', 'unset', 'revert', 'inside', 'outside'])

/** What an `<ol>` prints at its items, one after another. */
export class ListCounter {
  #next: number
  readonly #step: 1 | -1
  readonly #count: Count

  constructor(list: Element, style: Declarations) {
    const isReversed = list.hasAttribute('reversed')
    const items = Array.from(list.children).filter((child) => child.localName === 'li')
    this.#step = isReversed ? -1 : 1
    this.#next = integerOf(list, 'start') ?? (isReversed ? items.length : 1)
    this.#count = countOf(list, style) ?? decimal
  }

  /** Without the signs around it: "3", "c", "iv"; undefined where nothing is printed. */
  next(item: Element): string | undefined {
    const number = integerOf(item, 'value') ?? this.#next
    this.#next = number + this.#step
    return (countOf(item, declarationsOf(item)) ?? this.#count)(number)
  }
}

function countOf(element: Element, style: Declarations): Count | undefined {
  const words = (style.get('list-style-type') ?? style.get('list-style') ?? '').split(/\s+/)
  const named = words.find((word) => !UNSAID.has(word))
  if (named !== undefined) return STYLES[named] ?? foreign
  return TYPES[element.getAttribute('type') ?? '']
}

function integerOf(element: Element, name: string): number | undefined {
  const number = Number.parseInt(element.getAttribute(name) ?? '', 10)
  return Number.isNaN(number) ? undefined : number
}

function withoutDot(mark: string): string {
  return mark.slice(0, -1)
}
