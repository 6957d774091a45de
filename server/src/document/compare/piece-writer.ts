/** From words that stay, went and came to pieces of text that are exact to the character. */
import type { Piece } from './difference.ts'
import type { Hunk } from './hunks.ts'
import { addChanged, addKept, type Border } from './pieces.ts'
import type { SideText } from './side-text.ts'
import { PLAIN } from './state.ts'
import type { Token } from './tokens.ts'

export interface ComparedLines {
  parts: (Piece | Border)[]
  /** White space that changed away from any changed word. */
  spacing: boolean
}

export class PieceWriter {
  private readonly a: SideText
  private readonly b: SideText
  private readonly parts: (Piece | Border)[] = []
  private spacing = false
  /** Borders that were written. */
  private readonly passed = { delete: 0, insert: 0 }
  /** The next token, and the next character, that was not written. */
  private aToken = 0
  private bToken = 0
  private aAt = 0
  private bAt = 0

  constructor(a: SideText, b: SideText) {
    this.a = a
    this.b = b
  }

  addHunk({ a, aEnd, bEnd }: Hunk): void {
    this.keepUpTo(a)
    this.changeUpTo(startOf(this.a, aEnd), startOf(this.b, bEnd))
    this.aToken = aEnd
    this.bToken = bEnd
  }

  finish(): ComparedLines {
    this.keepUpTo(this.a.tokens.length)
    this.spaceUpTo(this.a.text.length, this.b.text.length, true)
    return { parts: this.parts, spacing: this.spacing }
  }

  private keepUpTo(aEnd: number): void {
    for (; this.aToken < aEnd; this.aToken++, this.bToken++) {
      const a = this.a.tokens[this.aToken] as Token
      const b = this.b.tokens[this.bToken] as Token
      this.spaceUpTo(a.start, b.start, true)
      // The groups of a number may be parted by another kind of white space.
      this.spaceUpTo(a.end, b.end, true)
    }
  }

  private isSameText(aEnd: number, bEnd: number): boolean {
    const length = aEnd - this.aAt
    for (let at = 0; at < length; at++) {
      if (this.a.text.charCodeAt(this.aAt + at) !== this.b.text.charCodeAt(this.bAt + at)) return false
    }
    return length === bEnd - this.bAt
  }

  /** Both sides say the same but for white space. */
  private spaceUpTo(aEnd: number, bEnd: number, counts: boolean): void {
    if (this.isSameText(aEnd, bEnd)) this.keep(aEnd, bEnd)
    else this.respace(aEnd, bEnd, counts)
  }

  private respace(aEnd: number, bEnd: number, counts: boolean): void {
    this.spacing ||= counts
    let before = this.a.text.slice(this.aAt, aEnd)
    for (const { run, text } of this.b.runsBetween(this.bAt, bEnd)) {
      this.parts.push({ change: 'space', before, text, look: run.look })
      before = ''
    }
    if (before !== '') this.parts.push({ change: 'space', before, text: '', look: PLAIN })
    this.aAt = aEnd
    this.bAt = bEnd
  }

  private keep(aEnd: number, bEnd: number): void {
    while (this.aAt < aEnd) {
      const [was] = this.a.runsBetween(this.aAt, aEnd)
      const [is] = this.b.runsBetween(this.bAt, bEnd)
      if (was === undefined || is === undefined) throw new Error('Two equal texts are not equal')
      const text = was.text.length < is.text.length ? was.text : is.text
      addKept(this.parts, text, was.run.look, is.run.look)
      this.aAt += text.length
      this.bAt += text.length
    }
  }

  /** White space that both sides have around a change stays. */
  private changeUpTo(aEnd: number, bEnd: number): void {
    const { a, b } = this
    const isJoint = hasBorder(a, this.aAt, aEnd) || hasBorder(b, this.bAt, bEnd)
    if (isJoint) {
      // What came goes in front of where two blocks were joined, as what went stands in front of where they were split.
      if (!hasBorder(b, this.bAt, bEnd)) this.changeUpToBorder(bEnd)
      this.change('delete', aEnd)
      this.change('insert', bEnd)
      return
    }
    const [aLead, bLead] = [leading(a.text, this.aAt, aEnd), leading(b.text, this.bAt, bEnd)]
    if (aLead > this.aAt && bLead > this.bAt) this.spaceUpTo(aLead, bLead, false)
    const [aTail, bTail] = [trailing(a.text, this.aAt, aEnd), trailing(b.text, this.bAt, bEnd)]
    const hasTail = aTail < aEnd && bTail < bEnd
    this.change('delete', hasTail ? aTail : aEnd)
    this.change('insert', hasTail ? bTail : bEnd)
    if (hasTail) this.spaceUpTo(aEnd, bEnd, false)
  }

  private changeUpToBorder(bEnd: number): void {
    const border = this.a.borders[this.passed.delete] as number
    this.changeText('delete', this.a, this.aAt, border)
    this.aAt = border
    this.change('insert', bEnd)
  }

  private change(change: 'delete' | 'insert', end: number): void {
    const side = change === 'delete' ? this.a : this.b
    let start = change === 'delete' ? this.aAt : this.bAt
    side.borders.forEach((at, index) => {
      if (at < start || at > end || index < this.passed[change]) return
      this.changeText(change, side, start, at)
      this.parts.push({ border: change === 'delete' ? 'joined' : 'split', which: index + 1 })
      this.passed[change] = index + 1
      start = at
    })
    this.changeText(change, side, start, end)
    if (change === 'delete') this.aAt = end
    else this.bAt = end
  }

  /** White space alone is no change of words. */
  private changeText(change: 'delete' | 'insert', side: SideText, start: number, end: number): void {
    const isBlank = leading(side.text, start, end) === end
    for (const { run, text, clock } of side.runsBetween(start, end)) {
      if (!isBlank) addChanged(this.parts, change, { client: run.client, clock, look: run.look }, text)
      else if (change === 'delete') this.parts.push({ change: 'space', before: text, text: '', look: PLAIN })
      else this.parts.push({ change: 'space', before: '', text, look: run.look })
    }
  }
}

function hasBorder({ borders }: SideText, from: number, end: number): boolean {
  return borders.some((at) => at >= from && at <= end)
}

function startOf(side: SideText, token: number): number {
  return side.tokens[token]?.start ?? side.text.length
}

function leading(text: string, start: number, end: number): number {
  let at = start
  while (at < end && isSpace(text, at)) at += 1
  return at
}

function trailing(text: string, start: number, end: number): number {
  let at = end
  while (at > start && isSpace(text, at - 1)) at -= 1
  return at
}

function isSpace(text: string, at: number): boolean {
  return text.charAt(at).trim() === ''
}
