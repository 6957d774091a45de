// A comparison of fifty pages has thousands of pieces. Resolved field by field they cost more than all the rest of it, so
// the words of a unit are one value.

import { type Look, type Piece, PLAIN, sameLook } from '../document/index.ts'
import { builder } from '../graphql/builder.ts'

/** A piece as it is sent; what is not said is null or false. */
interface SentPiece {
  change: Uppercase<Piece['change']>
  text: string
  before?: string
  look?: Look
  lookBefore?: Look
  source?: number
}

const CHANGES = { keep: 'KEEP', space: 'SPACE', delete: 'DELETE', insert: 'INSERT' } as const

function toSent(piece: Piece): SentPiece {
  const sent: SentPiece = { change: CHANGES[piece.change], text: piece.text }
  if (piece.change === 'space') sent.before = piece.before
  if (!sameLook(piece.look, PLAIN)) sent.look = piece.look
  if (piece.change === 'keep' && piece.lookBefore !== undefined) sent.lookBefore = piece.lookBefore
  if ('ids' in piece && piece.group != null) sent.source = piece.group
  return sent
}

builder.scalarType('ComparedPieces', {
  description: `The words of a unit or of a cell in order, cut where their fate, their look or whose they are changes: a list of
objects.
- \`change\`: what became of them: KEEP, SPACE (only white space is other, which is no change), DELETE or INSERT.
- \`text\`: the words; with SPACE, as they are after. A line break is \\n.
- \`before\`: with SPACE, as they were before.
- \`look\`: how they look, where that is not plain: \`bold\`, \`italic\`, \`underline\`, \`strike\` are true or left out, and \`link\`
  is where they lead.
- \`lookBefore\`: how kept words looked before, where that was otherwise.
- \`source\`: whose the change is, an index of \`sources\`; left out for kept words, and where that is not known.`,
  serialize: (pieces) => (pieces as readonly Piece[]).map(toSent),
})
