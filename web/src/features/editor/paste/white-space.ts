import type { Declarations } from './inline-style.ts'

/** What the spaces and line ends of a text are: one space each run, one but for the line ends, or all as they stand. */
export type WhiteSpace = 'collapsed' | 'lines' | 'kept'

/** `isNamed`: what styles say of it is meant. */
export interface WhiteSpaceAround {
  kind: WhiteSpace
  isNamed: boolean
}

const KINDS: Readonly<Record<string, WhiteSpace>> = {
  normal: 'collapsed',
  nowrap: 'collapsed',
  collapse: 'collapsed',
  initial: 'collapsed',
  'pre-line': 'lines',
  'preserve-breaks': 'lines',
  pre: 'kept',
  'pre-wrap': 'kept',
  'break-spaces': 'kept',
  preserve: 'kept',
}

/** Google Docs keeps no line ends in its text, and names white space in every span: those of its source are none of the text. */
export function whiteSpaceOf(element: Element, style: Declarations, around: WhiteSpaceAround): WhiteSpaceAround {
  if (!around.isNamed) return around
  if (element.id.includes('docs-internal-guid')) return { kind: 'collapsed', isNamed: false }
  const named = KINDS[style.get('white-space-collapse') ?? style.get('white-space') ?? '']
  const kind = named ?? (element.localName === 'pre' ? 'kept' : around.kind)
  return kind === around.kind ? around : { kind, isNamed: true }
}
