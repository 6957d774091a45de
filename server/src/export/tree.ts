/** The flat line of blocks as the tree that published formats need: units and lists nested, headings kept flat. */
import type { Block, DocumentContent, TextBlock } from '../document/content.ts'
import { labelContent } from '../document/plain-text.ts'

export interface TreeNode {
  block: Block
  /** The printed mark of the unit, '' where it has none. */
  mark: string
  children: TreeNode[]
}

/** Neighbours that make one list, or one block that is not a list item. */
export interface Group {
  kind: TextBlock['kind'] | 'table'
  level: number
  nodes: TreeNode[]
}

const LIST_KINDS: ReadonlySet<string> = new Set(['ust', 'pkt', 'lit', 'tiret', 'bullet', 'number'])
const CHAPTER_LEVEL = 2
const FLAT_KINDS: ReadonlySet<string> = new Set(['chapter', 'heading'])

/** Nests by the parents of the labels; the order of the text is never changed. */
export function nest(content: DocumentContent): TreeNode[] {
  const labels = labelContent(content)
  const roots: TreeNode[] = []
  const parents = new Map<string, string | null>()
  const open: TreeNode[] = []
  content.forEach((block, index) => {
    const label = labels[index]
    const node: TreeNode = { block, mark: label?.printed ?? '', children: [] }
    parents.set(block.id, label?.parentId ?? null)
    const above = ancestors(label?.parentId ?? null, parents)
    while (open.length > 0 && !above.has(open.at(-1)?.block.id ?? '')) open.pop()
    const siblings = open.at(-1)?.children ?? roots
    siblings.push(node)
    if (holdsChildren(block)) open.push(node)
  })
  return roots
}

/** Neighbours of one list together, everything else alone. */
export function groupLists(nodes: readonly TreeNode[]): Group[] {
  const groups: Group[] = []
  for (const node of nodes) {
    const kind = node.block.type === 'table' ? 'table' : node.block.kind
    const level = node.block.type === 'table' ? 0 : node.block.level
    const last = groups.at(-1)
    const sameList = last !== undefined && LIST_KINDS.has(kind) && last.kind === kind && last.level === level
    if (sameList) last.nodes.push(node)
    else groups.push({ kind, level, nodes: [node] })
  }
  return groups
}

/**
 * Ranks of headings and chapters from 1, in the order they are asked for. Whatever levels the text uses, the outermost
 * one in it is 1 and none is skipped on the way down: that is how readers without sight find their way.
 */
export class HeadingRanks {
  private readonly outermost: number
  private last = 0

  constructor(content: DocumentContent) {
    const levels = content.flatMap((block) => (block.type === 'block' ? (headingLevel(block) ?? []) : []))
    this.outermost = Math.min(...levels)
  }

  next(block: TextBlock): number {
    const wanted = (headingLevel(block) ?? this.outermost) - this.outermost + 1
    this.last = Math.min(wanted, this.last + 1)
    return this.last
  }
}

/** A chapter is below the name of the whole text, as in the editor. */
function headingLevel(block: TextBlock): number | null {
  if (block.kind === 'chapter') return CHAPTER_LEVEL
  return block.kind === 'heading' ? Math.max(block.level, 1) : null
}

function holdsChildren(block: Block): boolean {
  if (block.type === 'table' || FLAT_KINDS.has(block.kind)) return false
  return block.kind === 'section' || LIST_KINDS.has(block.kind)
}

function ancestors(parentId: string | null, parents: ReadonlyMap<string, string | null>): ReadonlySet<string> {
  const found = new Set<string>()
  let id = parentId
  while (id !== null && !found.has(id)) {
    found.add(id)
    id = parents.get(id) ?? null
  }
  return found
}
