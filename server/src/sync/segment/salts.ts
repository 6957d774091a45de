// A salt for every row of a segment out of one seed: the leaves of a tree in which each child is the hash of its parent. A
// row of one keystroke could be guessed from its hash, so its bytes are hashed with its salt; a redaction takes the salt
// away. The seeds beside the way to a leaf make all other leaves and never that one, so what stays can still be checked.

import { createHash, randomBytes } from 'node:crypto'

/** A seed and the part of the tree under it. */
export interface SaltSeed {
  /** 0 is the whole tree. */
  level: number
  index: number
  seed: Buffer
}

/** As many leaves as a segment may have rows, and a few more. */
export const SALT_DEPTH = 11
const SALT_BYTES = 16

/** A seed for a new segment. */
export function newSalts(): SaltSeed[] {
  return [{ level: 0, index: 0, seed: randomBytes(32) }]
}

/** The salts of the first `count` rows, in hexadecimal; undefined for those that were taken away. */
export function saltsOf(seeds: readonly SaltSeed[], count: number): (string | undefined)[] {
  const salts: (string | undefined)[] = new Array(count).fill(undefined)
  const pending = [...seeds]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const first = node.index * 2 ** (SALT_DEPTH - node.level)
    if (first >= count) continue
    if (node.level === SALT_DEPTH) salts[first] = node.seed.subarray(0, SALT_BYTES).toString('hex')
    else pending.push(childOf(node, 0), childOf(node, 1))
  }
  return salts
}

/** The seeds without the salt of the row at `leaf`. */
export function withoutSalt(seeds: readonly SaltSeed[], leaf: number): SaltSeed[] {
  return seeds.flatMap((node) => (covers(node, leaf) ? besideWay(node, leaf) : [node]))
}

function besideWay(node: SaltSeed, leaf: number): SaltSeed[] {
  if (node.level === SALT_DEPTH) return []
  const children = [childOf(node, 0), childOf(node, 1)]
  return children.flatMap((child) => (covers(child, leaf) ? besideWay(child, leaf) : [child]))
}

function covers({ level, index }: SaltSeed, leaf: number): boolean {
  return Math.floor(leaf / 2 ** (SALT_DEPTH - level)) === index
}

function childOf({ level, index, seed }: SaltSeed, side: 0 | 1): SaltSeed {
  const child = createHash('sha256')
    .update(seed)
    .update(new Uint8Array([side]))
    .digest()
  return { level: level + 1, index: index * 2 + side, seed: child }
}
