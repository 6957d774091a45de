import type * as Y from 'yjs'
import { applyFormat, type FormatMap, NO_FORMATS, sameFormats, sameValue } from '../formats.ts'
import { isFormatAllowed } from '../shape.ts'
import type { ChangeHistory } from './change-history.ts'
import { type CharactersPart, type Part, readParts } from './parts.ts'
import type { Keep } from './steps.ts'
import { type Formatting, writeSteps } from './write-steps.ts'

/** Formats as they are wanted, those of remarks and proposals too. */
const EXACTLY: Formatting = {
  formatsOfKept: ({ formats }, wanted) => (wanted.type === 'characters' ? wanted.formats : formats),
  formatsOfBroughtBack: () => NO_FORMATS,
}

/**
 * Gives words of the body and of shown cells the look they had before rows that are left out changed it, and words that
 * are back all formats they had.
 */
export function rewindLooks(body: Y.Text, history: ChangeHistory, transaction: Y.Transaction): void {
  const context = {
    transaction,
    knowsFormat: (key: string) => isFormatAllowed(key, null),
    closers: new WeakSet<Y.Item>(),
  }
  const rewind = (text: Y.Text): void => {
    const parts = readParts(text)
    for (const part of parts) {
      if (part.type !== 'table' || !part.isBase) continue
      for (const cell of part.table.rows.flatMap(({ cells }) => cells)) if (cell !== null) rewind(cell)
    }
    const steps = parts.flatMap((part) => stepsOf(part, history))
    writeSteps(steps, { text, context, formatting: EXACTLY, random: Math.random })
  }
  rewind(body)
}

function stepsOf(part: Part, history: ChangeHistory): Keep[] {
  if (part.type !== 'characters') return part.isBase || part.type === 'block' ? [keep(part, part.size, null)] : []
  const steps: Keep[] = []
  for (let at = 0; at < part.size; at++) {
    const formats = formatsBefore(part, at, history)
    const last = steps.at(-1)
    if (last !== undefined && sameFormats((last.wanted as CharactersPart).formats, formats)) last.size += 1
    else steps.push(keep(part, 1, { ...part, formats }))
  }
  return steps
}

function keep(part: Part, size: number, wanted: Part | null): Keep {
  return { do: 'keep', part, size, wanted }
}

function formatsBefore({ item, formats }: CharactersPart, at: number, { looks }: ChangeHistory): FormatMap {
  const id = { client: item.id.client, clock: item.id.clock + at }
  let out = looks.whenTakenOut(id) ?? formats
  for (const [key, { before, after }] of looks.of(id) ?? []) {
    // Somebody else may have changed it since.
    if (sameValue(after, out[key])) out = applyFormat(out, key, before)
  }
  return out
}
