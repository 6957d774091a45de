import type { DocumentContent } from '@app/server/document'
import { newId } from '../kit/seed.ts'

type Block = Extract<DocumentContent[number], { type: 'block' }>

const BLOCKS = 600
const CHARACTERS = 250
const SENTENCE =
  'Organizacje pozarządowe działające na terenie Krakowa składają do Urzędu Miasta wnioski o udostępnienie lokalu na cele statutowe, a rozpatrzenie każdego wniosku następuje w terminie trzydziestu dni. '

/** Kinds as a programme of cooperation has them: a chapter now and then, §§ with their ust and pkt. */
const PATTERN: readonly Block['kind'][] = [
  'chapter',
  'section',
  'ust',
  'ust',
  'pkt',
  'pkt',
  'pkt',
  'ust',
  'paragraph',
  'section',
  'ust',
  'pkt',
  'paragraph',
  'section',
  'paragraph',
]

/** Fifty pages: 600 blocks, 150,000 characters. `words` stand in the block in the middle, `lastWords` in the last one. */
export function longDocument(words: string, lastWords: string): DocumentContent {
  return Array.from({ length: BLOCKS }, (_, index) => {
    if (index === BLOCKS / 2) return block('paragraph', words)
    if (index === BLOCKS - 1) return block('paragraph', lastWords)
    return block(PATTERN[index % PATTERN.length] ?? 'paragraph', `${index} `)
  })
}

function block(kind: Block['kind'], start: string): Block {
  const text = start.padEnd(CHARACTERS, SENTENCE)
  return { type: 'block', id: newId(), kind, level: 0, content: [{ text }] }
}
