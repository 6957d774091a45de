import type { UnitState } from '@app/server/document'
import { ofDocument } from './document-words.ts'
import { quotable } from './quotes.ts'
import type { Translate } from './translate.ts'

const NBSP = '\u00a0'
/** Kinds that are called by their own mark: „§ 6 ust. 3”. */
const MARKED: readonly UnitState['kind'][] = ['chapter', 'section', 'ust', 'pkt', 'lit', 'tiret']
/** What a reference begins with, and what that is. */
const FIRST_MARKS: Readonly<Record<string, UnitState['kind']>> = {
  '§': 'section',
  'ust.': 'ust',
  pkt: 'pkt',
  'lit.': 'lit',
  tiret: 'tiret',
}

/** A unit, or neighbours of one kind at one place, from the first to the last. */
export interface Named {
  first: UnitState
  last: UnitState
  /** What it says; only a heading is called by it. */
  text: string
}

export function isMarked({ kind }: UnitState): boolean {
  return MARKED.includes(kind)
}

/** What a unit is called, with its place where its own name does not say it. */
export function unitName(unit: UnitState, text: string, t: Translate): string {
  return inPlace(ownName({ first: unit, last: unit, text }, t), unit, t)
}

/** The name of a unit that is not there any more: another one may bear it now. */
export function formerName(unit: UnitState, text: string, t: Translate): string {
  if (unit.ending) return t('compare.names.former.ending', { unit: ofDocument(unit.reference) })
  const [first = ''] = unit.reference.split(NBSP)
  const kind = isMarked(unit) ? (FIRST_MARKS[first] ?? unit.kind) : unit.kind
  const values =
    kind === 'chapter' ? { number: numberOf(unit) } : { name: ownName({ first: unit, last: unit, text }, t) }
  return inPlace(t(`compare.names.former.${kind}`, values), unit, t)
}

/** „pkt 2–4 → pkt 3–5 (część „Rekomendacja”)”: a place that both have is said once. */
export function fromTo(before: Named, after: Named, t: Translate): string {
  if (inPlace('', before.first, t) !== inPlace('', after.first, t)) {
    const names = [before, after].map((named) => inPlace(ownName(named, t), named.first, t))
    return arrow(names[0], names[1], t)
  }
  if (before.first.kind !== 'number' || after.first.kind !== 'number')
    return inPlace(arrow(ownName(before, t), ownName(after, t), t), after.first, t)
  return inPlace(numberName(after, arrow(labelOf(before), labelOf(after), t), t), after.first, t)
}

function arrow(before: string | undefined, after: string | undefined, t: Translate): string {
  return t('compare.lines.renumbered', { before, after })
}

function ownName(named: Named, t: Translate): string {
  const { first, last, text } = named
  const { kind, nth, reference } = first
  if (kind === 'chapter') return chapterName(first, last, t)
  if (isMarked(first)) return ofDocument(first === last ? reference : `${reference}–${numberOf(last)}`)
  if (kind === 'number') return numberName(named, labelOf(named), t)
  if (kind === 'heading')
    return text.trim() === ''
      ? t('compare.names.emptyHeading')
      : t('compare.names.heading', { text: quotable(text.trim(), t) })
  if (first.ending) return t('compare.names.ending', { unit: ofDocument(reference) })
  return nth === 0 ? t(`compare.names.${kind}`) : t(`compare.names.${kind}Nth`, { nth })
}

function chapterName(first: UnitState, last: UnitState, t: Translate): string {
  const [from, to] = [numberOf(first), numberOf(last)]
  return first === last ? t('compare.names.chapter', { number: from }) : t('compare.names.chapters', { from, to })
}

function numberName({ first, last }: Named, label: string, t: Translate): string {
  return t(first === last ? 'compare.names.number' : 'compare.names.numbers', { label })
}

function labelOf({ first, last }: Named): string {
  return first === last ? first.label : `${first.label}–${last.label}`
}

/** „4” of „§ 6 ust. 2 pkt 4”. */
function numberOf({ reference }: UnitState): string {
  return reference.split(NBSP).at(-1) ?? ''
}

function inPlace(name: string, unit: UnitState, t: Translate): string {
  const { part, reference } = unit
  if (!isMarked(unit) && unit.kind !== 'heading' && reference !== '')
    return unit.ending ? name : t('compare.names.inUnit', { name, unit: ofDocument(reference) })
  return part === '' || unit.kind === 'heading' ? name : t('compare.names.inPart', { name, part: quotable(part, t) })
}
