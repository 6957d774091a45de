import { isImplicitId } from '@app/server/document'
import { type Attrs, Fragment, type Mark, type Node, type Schema, Slice } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'
import { markNamed } from './looks.ts'
import type { Placed } from './placed-tokens.ts'
import { RefusedChange } from './refusal.ts'

type Insert = (transaction: Transaction) => number

/** Puts proposed characters and starts of blocks at a place; answers the position behind them. */
export function insertion(doc: Node, place: number, tokens: readonly Placed[], id: () => string): Insert {
  if (tokens.some((token) => token.type === 'table')) throw new RefusedChange('table')
  const first = tokens.findIndex((token) => token.type === 'block')
  const line = first < 0 ? tokens : tokens.slice(0, first)
  const blocks = first < 0 ? [] : tokens.slice(first)
  const $place = doc.resolve(place)
  const inBlock = $place.parent.type.name === 'block'
  if (!$place.parent.inlineContent && line.length > 0) throw new RefusedChange('place')
  if (blocks.length === 0) return insertLine(line, place, id)
  if (!inBlock && $place.depth > 0) throw new RefusedChange('table')
  if (!inBlock && isImplicitId($place.nodeAfter?.attrs.id ?? '')) throw new RefusedChange('place')
  if (!inBlock) return insertBlocks(blocks, place, doc, id)
  if ($place.parentOffset < $place.parent.content.size) return insertSplit(line, blocks, place, id, doc)
  const behind = insertBlocks(blocks, $place.after(1), doc, id)
  return (transaction) => {
    const { steps } = transaction
    const landing = behind(transaction)
    const before = steps.length
    insertLine(line, place, id)(transaction)
    return transaction.mapping.slice(before).map(landing)
  }
}

function insertLine(line: readonly Placed[], place: number, id: () => string): Insert {
  return (transaction) => {
    const content = proposedInline(transaction.doc.type.schema, line, id)
    if (content.size > 0) transaction.step(new ReplaceStep(place, place, new Slice(content, 0, 0)))
    return place + content.size
  }
}

function insertBlocks(blocks: readonly Placed[], at: number, doc: Node, id: () => string): Insert {
  return (transaction) => {
    const nodes = proposedBlocks(doc, blocks, id)
    transaction.insert(at, nodes)
    return at + nodes.reduce((size, node) => size + node.nodeSize, 0) - 1
  }
}

/** The rest of the present block goes on in the last one. */
function insertSplit(
  line: readonly Placed[],
  blocks: readonly Placed[],
  place: number,
  id: () => string,
  doc: Node,
): Insert {
  const { parent } = doc.resolve(place)
  return (transaction) => {
    const head = parent.copy(proposedInline(doc.type.schema, line, id))
    const slice = new Slice(Fragment.fromArray([head, ...proposedBlocks(doc, blocks, id)]), 1, 1)
    transaction.step(new ReplaceStep(place, place, slice))
    return place + slice.size
  }
}

function proposedBlocks(doc: Node, tokens: readonly Placed[], id: () => string): Node[] {
  const known = new Set<unknown>(doc.children.map((node) => node.attrs.id))
  const starts = tokens.flatMap((token, index) => (token.type === 'block' ? [{ token, index }] : []))
  return starts.map(({ token, index }, at) => {
    const content = proposedInline(doc.type.schema, tokens.slice(index + 1, starts[at + 1]?.index), id)
    const isFree = token.id !== null && !known.has(token.id) && !isImplicitId(token.id)
    // The editor gives blocks without an id one of their own.
    const attributes: Attrs = { id: isFree ? token.id : null, kind: token.kind, level: token.level, ins: id() }
    const type = doc.type.schema.nodes.block
    if (type === undefined) throw new Error('The schema has no block')
    return type.create(attributes, content)
  })
}

function proposedInline(schema: Schema, tokens: readonly Placed[], id: () => string): Fragment {
  const nodes: Node[] = []
  const marksOf = new Map<readonly Mark[], readonly Mark[]>()
  let text = ''
  tokens.forEach((token, index) => {
    const marks = marksOf.get(token.marks) ?? proposedMarks(schema, token.marks, id())
    marksOf.set(token.marks, marks)
    if (token.type === 'break') nodes.push(hardBreak(schema, marks))
    else if (token.type === 'character') {
      text += token.text
      const next = tokens[index + 1]
      if (next?.type === 'character' && next.marks === token.marks) return
      nodes.push(schema.text(text, marks))
      text = ''
    }
  })
  return Fragment.fromArray(nodes)
}

function hardBreak(schema: Schema, marks: readonly Mark[]): Node {
  const type = schema.nodes.hardBreak
  if (type === undefined) throw new Error('The schema has no hardBreak')
  return type.create(null, null, marks)
}

/** Words typed inside somebody's proposal, or over a struck one, are neither part of it nor struck. */
function proposedMarks(schema: Schema, marks: readonly Mark[], id: string): readonly Mark[] {
  const plain = marks.filter(({ type }) => !['ins', 'del', 'set'].includes(type.name))
  return markNamed(schema, 'ins').create({ id }).addToSet(plain)
}
