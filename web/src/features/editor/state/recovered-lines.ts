import type { ResolvedPos } from '@tiptap/pm/model'
import type { RecoveredPlace } from '../../sync/index.ts'
import { type PastedBlock, textRun } from '../paste/pasted.ts'

const PLAIN = { kind: 'paragraph', level: 0 } as const

/**
 * Words given back, as blocks to put at a place: the first goes on in the block that is there, what stands behind the
 * place goes on in the last and stays of its kind. A block that was begun in them is of the kind it had.
 */
export function recoveredLines(
  { parent, parentOffset }: ResolvedPos,
  { text, starts = [] }: Pick<RecoveredPlace, 'text' | 'starts'>,
): PastedBlock[] {
  const lines = text.replaceAll('\t', ' ').split('\n')
  const goesOn = parent.type.name === 'block' && parentOffset < parent.content.size
  let begin = -1
  return lines.map((line, index) => {
    const begun = starts.find(({ at }) => at === begin)
    begin += line.length + 1
    const rest = goesOn && index === lines.length - 1 ? { kind: parent.attrs.kind, level: parent.attrs.level } : PLAIN
    const { kind, level } = begun ?? rest
    return { type: 'block', kind, level, content: line === '' ? [] : [textRun(line, {})] }
  })
}
