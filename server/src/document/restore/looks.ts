/** How words look that stay or come back, and which remarks they carry. */
import { applyFormat, type FormatMap } from '../formats.ts'
import { isFormatAllowed, parseLayeredFormat } from '../shape.ts'
import type { CharactersPart, Part } from './parts.ts'
import type { Step } from './steps.ts'

/** Is there such a thread? Marks of any other do not come back. */
export type IsThread = (id: string) => boolean

/**
 * Decides about the marks of remarks. A remark that is nowhere else comes back with its words. One whose passage is there
 * in part has it whole again; one that was tied to another passage meanwhile stays there.
 */
export class Remarks {
  private readonly isThread: IsThread
  /** Still somewhere in the text. */
  private readonly there = new Set<string>()
  /** Still over words that it was over in the target. */
  private readonly shared = new Set<string>()

  constructor(isThread: IsThread) {
    this.isThread = isThread
  }

  /** To be called for all steps before anything is asked. */
  note(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.do !== 'keep' || step.part.type !== 'characters') continue
      const wanted = step.wanted === null ? [] : remarksOf(step.wanted)
      for (const id of remarksOf(step.part)) {
        this.there.add(id)
        if (wanted.includes(id)) this.shared.add(id)
      }
    }
  }

  /** Formats of words that stay, looking as they are wanted to. */
  formatsOfKept({ formats }: CharactersPart, wanted: Part): FormatMap {
    let out = formats
    for (const key of Object.keys(formats)) if (isLook(key)) out = applyFormat(out, key, null)
    for (const [key, value] of looksOf(wanted)) out = applyFormat(out, key, value)
    for (const id of remarksOf(wanted)) if (!this.there.has(id)) out = this.withRemark(out, id)
    return out
  }

  formatsOfBroughtBack(part: Part): FormatMap {
    let out: FormatMap = Object.fromEntries(looksOf(part))
    for (const id of remarksOf(part)) if (!this.there.has(id) || this.shared.has(id)) out = this.withRemark(out, id)
    return out
  }

  private withRemark(formats: FormatMap, id: string): FormatMap {
    return this.isThread(id) ? applyFormat(formats, `comment:${id}`, true) : formats
  }
}

/** Is this how words look, and not what is said of them or something a newer schema knows? */
export function isLook(key: string): boolean {
  return isFormatAllowed(key, null) && parseLayeredFormat(key) === null
}

function looksOf(part: Part) {
  if (part.type !== 'characters') return []
  return Object.entries(part.formats).filter(([key, value]) => isLook(key) && isFormatAllowed(key, value))
}

function remarksOf(part: Part): string[] {
  if (part.type !== 'characters') return []
  return Object.keys(part.formats).flatMap((key) => {
    const layer = parseLayeredFormat(key)
    return layer?.name === 'comment' ? [layer.id] : []
  })
}
