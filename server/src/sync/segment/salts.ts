// A salt for every row out of a few seeds: the leaves of a tree in which each child is the hash of its parent. A row of one
// keystroke could be guessed from its hash, so its bytes are hashed with its salt; a redaction takes the salt away. The seeds
// beside the way to a leaf make all other leaves and never that one, so what stays can still be checked.
// The statement that appends makes the same salts (`log_salt` in its migration): a document has a seed, every block of rows
// one made of it, which goes into the segment the block is sealed into; after a redaction the document has another seed.

import { createHash } from 'node:crypto'

/** A seed and the part of the tree under it. */
export interface SaltSeed {
  /** 0 is the whole tree. */
  level: number
  index: number
  seed: Buffer
}

interface SaltTree {
  bitsPerLevel: number
  depth: number
}

/** The salts of rows that follow each other. */
export interface Salts {
  tree: SaltTree
  /** The leaf of the first row. */
  first: number
  seeds: readonly SaltSeed[]
}

const TREE: SaltTree = { bitsPerLevel: 5, depth: 2 }
/** Of segments that were sealed before rows were chained at once: a tree of their own each, from the first row on. */
const FORMER_TREE: SaltTree = { bitsPerLevel: 1, depth: 11 }
const SALT_BYTES = 16

/** So many rows have salts of one seed. */
export const BLOCK_ROWS = leavesUnder(TREE, 0)

/** Which block a row is in. */
export function blockOf(seq: number): number {
  return Math.floor((seq - 1) / BLOCK_ROWS)
}

/** The last row of a block. */
export function lastOfBlock(block: number): number {
  return (block + 1) * BLOCK_ROWS
}

/** Salts from the row `seq` on, of one block: all that come of the document's seed. */
export function saltsFrom(saltSeed: Uint8Array, seq: number): Salts {
  const block = Buffer.alloc(4)
  block.writeInt32BE(blockOf(seq))
  const seed = createHash('sha256').update(saltSeed).update(block).digest()
  return saltsOver(seq, [{ level: 0, index: 0, seed }])
}

/** Salts from the row `seq` on, which come of no seed that is known. */
export function saltsListed(seq: number, salts: readonly string[]): Salts {
  const { first } = saltsOver(seq, [])
  const seeds = salts.map((salt, index) => ({
    level: TREE.depth,
    index: first + index,
    seed: Buffer.from(salt, 'hex'),
  }))
  return saltsOver(seq, seeds)
}

/** Salts from the row `seq` on, of these seeds. */
export function saltsOver(seq: number, seeds: readonly SaltSeed[]): Salts {
  return { tree: TREE, first: (seq - 1) % BLOCK_ROWS, seeds }
}

/** The same of a segment that was sealed before rows were chained at once. */
export function formerSalts(seeds: readonly SaltSeed[]): Salts {
  return { tree: FORMER_TREE, first: 0, seeds }
}

export function isFormer({ tree }: Salts): boolean {
  return tree === FORMER_TREE
}

/** Do both make the same of every row? */
export function areSame(one: Salts, other: Salts): boolean {
  const toText = ({ tree, seeds }: Salts): string =>
    JSON.stringify([tree.depth, seeds.map(({ level, index, seed }) => [level, index, seed.toString('hex')])])
  return toText(one) === toText(other)
}

/** The salts of the first `count` rows, in hexadecimal; undefined for those that were taken away. */
export function saltsOf({ tree, first, seeds }: Salts, count: number): (string | undefined)[] {
  const salts: (string | undefined)[] = new Array(count).fill(undefined)
  const pending = [...seeds]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const from = node.index * leavesUnder(tree, node.level) - first
    if (from >= count || from + leavesUnder(tree, node.level) <= 0) continue
    if (node.level === tree.depth) salts[from] = node.seed.subarray(0, SALT_BYTES).toString('hex')
    else pending.push(...childrenOf(tree, node))
  }
  return salts
}

/** The salts without that of the row at `index`. */
export function withoutSalt(salts: Salts, index: number): Salts {
  const { tree, first, seeds } = salts
  const leaf = first + index
  return { ...salts, seeds: seeds.flatMap((node) => (covers(tree, node, leaf) ? besideWay(tree, node, leaf) : [node])) }
}

function besideWay(tree: SaltTree, node: SaltSeed, leaf: number): SaltSeed[] {
  if (node.level === tree.depth) return []
  return childrenOf(tree, node).flatMap((child) => (covers(tree, child, leaf) ? besideWay(tree, child, leaf) : [child]))
}

function covers(tree: SaltTree, { level, index }: SaltSeed, leaf: number): boolean {
  return Math.floor(leaf / leavesUnder(tree, level)) === index
}

function leavesUnder({ bitsPerLevel, depth }: SaltTree, level: number): number {
  return 2 ** (bitsPerLevel * (depth - level))
}

function childrenOf({ bitsPerLevel }: SaltTree, { level, index, seed }: SaltSeed): SaltSeed[] {
  const count = 2 ** bitsPerLevel
  return Array.from({ length: count }, (_, child) => ({
    level: level + 1,
    index: index * count + child,
    seed: createHash('sha256')
      .update(seed)
      .update(new Uint8Array([child]))
      .digest(),
  }))
}
