import type { Node } from '@tiptap/pm/model'
import { labelsOf } from '../labels.ts'
import { foldText } from './fold.ts'

/** A search that begins like one of these may name a unit by the end of its reference: „ust. 2 pkt 4”. */
const NAMES = /^(§|rozdz|ust|pkt|lit|tiret)/

/**
 * Places of the blocks that a search names by their mark („2)”, „§ 3”) or reference („§ 3 ust. 2”): what is computed
 * stands in no text. An empty § whose mark stands on the line of its first ustęp is found there.
 */
export function unitsNamed(doc: Node, query: string): ReadonlySet<number> {
  const wanted = squeeze(query)
  const found = new Set<number>()
  // A letter or a digit alone names nothing.
  if (!NAMES.test(wanted) && !/^\w+[.)]$/.test(wanted)) return found
  const labels = labelsOf(doc)
  let lent = false
  doc.forEach((node, place) => {
    const { label = '', printed = '', reference = '' } = labels.get(String(node.attrs.id)) ?? {}
    const isNamed = label !== '' && names(wanted, squeeze(label), squeeze(reference))
    if (lent || (isNamed && printed !== '')) found.add(place)
    lent = isNamed && printed === ''
  })
  return found
}

function names(wanted: string, label: string, reference: string): boolean {
  if (wanted === label || `${wanted}.` === label) return true
  return NAMES.test(wanted) && withoutDots(reference).endsWith(withoutDots(wanted))
}

/** Quick writers leave them out. */
const withoutDots = (words: string): string => words.replaceAll('.', '')

const squeeze = (words: string): string => foldText(words).text.replaceAll(' ', '')
