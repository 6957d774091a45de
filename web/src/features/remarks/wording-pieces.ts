import { diffWords, type WordChange } from '@app/server/document'

/** Words of a wording: `keep` in both, `delete` and `insert` in one of them; `cut` stands for words left out. */
export interface Piece {
  kind: WordChange['kind'] | 'cut'
  text: string
}

/** Longer wordings are shown without what differs: comparing them would hold up the page. */
const MAX_COMPARED = 4_000
/** How much of what did not change is left around a change. */
const AROUND = 70

/** A wording and the one proposed for it, each with what only it has. */
export function comparePieces(before: string, after: string): { before: Piece[]; after: Piece[] } {
  if (before.length > MAX_COMPARED || after.length > MAX_COMPARED) {
    return { before: [{ kind: 'keep', text: before }], after: [{ kind: 'keep', text: after }] }
  }
  const changes = diffWords(before, after)
  return {
    before: joined(changes.filter(({ kind }) => kind !== 'insert')),
    after: joined(changes.filter(({ kind }) => kind !== 'delete')),
  }
}

/** Words that changed in a row are one change: a space between them that stayed would only cut it up. */
function joined(changes: readonly WordChange[]): Piece[] {
  const pieces: Piece[] = []
  for (const { kind, text } of changes) {
    const [beforeLast, last] = pieces.slice(-2)
    const isGap = last?.kind === 'keep' && last.text.trim() === '' && beforeLast?.kind === kind
    if (isGap && beforeLast) pieces.splice(-2, 2, { kind, text: beforeLast.text + last.text + text })
    else pieces.push({ kind, text })
  }
  return pieces
}

/** The same with long stretches that did not change cut down to what stands around the changes. */
export function shortened(pieces: readonly Piece[]): Piece[] {
  if (pieces.every(({ kind }) => kind === 'keep')) return [...pieces]
  return pieces.flatMap((piece, index) => {
    const head = index === 0 ? 0 : AROUND
    const tail = index === pieces.length - 1 ? 0 : AROUND
    if (piece.kind !== 'keep' || piece.text.length <= head + tail + AROUND) return [piece]
    const start = piece.text.slice(0, head).replace(/\S*$/, '')
    const end = tail === 0 ? '' : piece.text.slice(-tail).replace(/^\S*/, '')
    const cut: Piece = { kind: 'cut', text: '…' }
    return [...keep(start), cut, ...keep(end)]
  })
}

function keep(text: string): Piece[] {
  return text === '' ? [] : [{ kind: 'keep', text }]
}
