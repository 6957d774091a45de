import type { BlockKind } from '@app/server/document'
import type { EditorState } from '@tiptap/pm/state'

/** What the list of kinds offers: a kind, or a heading with its level. */
export const KIND_CHOICES = {
  paragraph: { kind: 'paragraph', level: 0 },
  heading1: { kind: 'heading', level: 1 },
  heading2: { kind: 'heading', level: 2 },
  heading3: { kind: 'heading', level: 3 },
  quote: { kind: 'quote', level: 0 },
  bullet: { kind: 'bullet', level: 0 },
  number: { kind: 'number', level: 0 },
  chapter: { kind: 'chapter', level: 0 },
  section: { kind: 'section', level: 0 },
  ust: { kind: 'ust', level: 0 },
  pkt: { kind: 'pkt', level: 0 },
  lit: { kind: 'lit', level: 0 },
  tiret: { kind: 'tiret', level: 0 },
} as const satisfies Record<string, { kind: BlockKind; level: number }>

export type KindChoice = keyof typeof KIND_CHOICES

export const TEXT_CHOICES = [
  'paragraph',
  'heading1',
  'heading2',
  'heading3',
  'quote',
  'bullet',
  'number',
] as const satisfies KindChoice[]
export const UNIT_CHOICES = ['chapter', 'section', 'ust', 'pkt', 'lit', 'tiret'] as const satisfies KindChoice[]

/** What the selected blocks are; "mixed" when they differ, null where only table cells are selected. */
export function selectedKind({ doc, selection }: EditorState): KindChoice | 'mixed' | null {
  const choices = new Set<KindChoice>()
  doc.nodesBetween(selection.from, selection.to, (node) => {
    if (node.type.name === 'block') choices.add(choiceOf(node.attrs.kind as BlockKind, Number(node.attrs.level)))
    return false
  })
  if (choices.size > 1) return 'mixed'
  const [only] = choices
  return only ?? null
}

function choiceOf(kind: BlockKind, level: number): KindChoice {
  if (kind !== 'heading') return kind
  return level <= 1 ? 'heading1' : level === 2 ? 'heading2' : 'heading3'
}
