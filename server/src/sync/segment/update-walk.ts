// The walk over one Yjs v1 update, in the order in which its bytes stand, with what it expects next: who types goes on where
// they were, who deletes goes on before what they deleted last. What comes as expected costs next to nothing.

import { HAS_ORIGIN, HAS_PARENT_KEY, HAS_RIGHT_ORIGIN, HIGHEST_TYPE_REF, REF, REF_BITS } from '../struct-bits.ts'
import type { Tape } from './columns.ts'

interface Id {
  client: number
  clock: number
}

/** What the walk has seen of the rows before. */
export class Expectations {
  private readonly next = new Map<number, number>()
  private readonly right = new Map<number, Id>()
  private readonly left = new Map<number, Id>()
  private readonly deleted = new Map<number, number>()

  nextClock(client: number): number {
    return this.next.get(client) ?? 0
  }

  sawStructs(client: number, end: number): void {
    this.next.set(client, end)
  }

  /** What stands right of what this person writes: the same as before. */
  rightOf(author: number): Id {
    return this.right.get(author) ?? { client: author, clock: 0 }
  }

  sawRight(author: number, id: Id): void {
    this.right.set(author, id)
  }

  leftOf(author: number): Id {
    return this.left.get(author) ?? { client: author, clock: 0 }
  }

  sawLeft(author: number, id: Id): void {
    this.left.set(author, id)
  }

  deletedBefore(client: number): number {
    return this.deleted.get(client) ?? 1
  }

  sawDeletion(client: number, clock: number): void {
    this.deleted.set(client, clock)
  }
}

/**
 * Walks over an update that was pushed under the client id `author`.
 * @throws Error for content no document has
 */
export function walkUpdate(tape: Tape, author: number, expected: Expectations): void {
  for (let sections = tape.uint('sections', 1); sections > 0; sections -= 1) {
    const structs = tape.uint('structs', 1)
    const client = tape.client('client', author)
    let clock = tape.uint('clock', expected.nextClock(client))
    for (let left = structs; left > 0; left -= 1) clock += walkStruct(tape, { client, clock }, author, expected)
    expected.sawStructs(client, clock)
  }
  for (let sections = tape.uint('deleters'); sections > 0; sections -= 1) walkDeletions(tape, author, expected)
}

/** Answers how long the struct is. */
function walkStruct(tape: Tape, id: Id, author: number, expected: Expectations): number {
  const info = tape.byte('info')
  const ref = info & REF_BITS
  if (ref === REF.gc || ref === REF.skip) return tape.uint('length', 1)
  if (info & HAS_ORIGIN) walkLeft(tape, id, author, expected)
  if (info & HAS_RIGHT_ORIGIN) walkRight(tape, author, expected)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) walkParent(tape, id, info)
  return walkContent(tape, ref, author)
}

function walkLeft(tape: Tape, id: Id, author: number, expected: Expectations): void {
  const client = tape.client('leftClient', id.client)
  const clock = tape.uint('leftClock', client === id.client ? id.clock - 1 : expected.leftOf(author).clock)
  expected.sawLeft(author, { client, clock })
}

function walkRight(tape: Tape, author: number, expected: Expectations): void {
  const before = expected.rightOf(author)
  const client = tape.client('rightClient', before.client)
  const clock = tape.uint('rightClock', before.clock)
  expected.sawRight(author, { client, clock })
}

function walkParent(tape: Tape, id: Id, info: number): void {
  const isRoot = tape.uint('parent') === 1
  if (isRoot) tape.text('names')
  else {
    tape.client('parentClient', id.client)
    tape.uint('parentClock', id.clock)
  }
  if (info & HAS_PARENT_KEY) tape.text('names')
}

function walkContent(tape: Tape, ref: number, author: number): number {
  switch (ref) {
    case REF.string:
      return tape.text(`text ${author}`).length
    case REF.deleted:
      return tape.uint('length', 1)
    case REF.format:
      tape.text('names')
      tape.text('names')
      return 1
    case REF.embed:
      tape.text('names')
      return 1
    case REF.type:
      if (tape.uint('types') > HIGHEST_TYPE_REF) throw new Error('A type that no document has')
      return 1
    case REF.any:
      return walkValues(tape)
    default:
      throw new Error('Content that no document has')
  }
}

function walkValues(tape: Tape): number {
  const values = tape.uint('values', 1)
  for (let left = values; left > 0; left -= 1) tape.any('any')
  return values
}

function walkDeletions(tape: Tape, author: number, expected: Expectations): void {
  const client = tape.client('deleteClient', author)
  for (let ranges = tape.uint('ranges', 1); ranges > 0; ranges -= 1) {
    const clock = tape.uint('deleteClock', expected.deletedBefore(client) - 1)
    tape.uint('deleteLength', 1)
    expected.sawDeletion(client, clock)
  }
}
