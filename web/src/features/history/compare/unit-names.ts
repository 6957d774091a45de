import type { UnitState } from '@app/server/document'
import type { Translate } from './translate.ts'

/** Kinds that are called by their own mark: „§ 6 ust. 3”. */
const MARKED: readonly UnitState['kind'][] = ['chapter', 'section', 'ust', 'pkt', 'lit', 'tiret']

export function isMarked({ kind }: UnitState): boolean {
  return MARKED.includes(kind)
}

/**
 * What a unit is called, with its place where its own name does not say it.
 * @param text what it says; only a heading is called by it
 */
export function unitName(unit: UnitState, text: string, t: Translate): string {
  if (isMarked(unit)) return inPart(unit.reference, unit, t)
  if (unit.kind === 'heading')
    return text.trim() === '' ? t('compare.names.emptyHeading') : t('compare.names.heading', { text: text.trim() })
  const name = unmarkedName(unit, t)
  return unit.reference === '' ? inPart(name, unit, t) : t('compare.names.inUnit', { name, unit: unit.reference })
}

function unmarkedName({ kind, nth, label }: UnitState, t: Translate): string {
  if (kind === 'number') return t('compare.names.number', { label })
  return nth === 0 ? t(`compare.names.${kind}`) : t(`compare.names.${kind}Nth`, { nth })
}

function inPart(name: string, { part }: UnitState, t: Translate): string {
  return part === '' ? name : t('compare.names.inPart', { name, part })
}

/** „§ 1 ust. 2 pkt 2–4” from the names of the first and the last. */
export function rangeName(first: string, last: string): string {
  const [a, b] = [first.split('\u00a0'), last.split('\u00a0')]
  return first === last ? first : `${a.join('\u00a0')}–${b.at(-1)}`
}
