import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { readContent, textHash } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { checkUpdate } from './guard.ts'
import { hasPending } from './pending.ts'
import { copyOf, documentOf, paragraph, rulesFor, seededRandom, updateBy } from './testing.ts'
import { tableWith } from './testing-tables.ts'

const AUTHOR = 1_000
const ME = 777
const MUTANTS = 1_500

/** Honest updates of every kind, to be damaged. */
function honestUpdates(doc: Y.Doc): Uint8Array[] {
  const changes: ((text: Y.Text) => void)[] = [
    (text) => text.insert(3, 'słowa'),
    (text) => text.delete(2, 4),
    (text) => text.insert(5, 'b', { bold: true, link: { href: 'https://example.org/' } }),
    (text) => text.format(1, 8, { italic: true }),
    (text) => text.insertEmbed(4, { br: 1 }),
    (text) =>
      text.insertEmbed(
        2,
        new Y.Map<unknown>([
          ['id', 'm'],
          ['kind', 'ust'],
          ['level', 2],
        ]),
      ),
    (text) => text.insertEmbed(1, tableWith('komórka')),
  ]
  const singles = changes.map((change) => updateBy(doc, ME, change))
  const all = updateBy(doc, ME, (text) => {
    for (const change of changes) change(text)
  })
  return [...singles, all]
}

function damage(update: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * limit)
  const bytes = [...update]
  for (let times = 1 + below(4); times > 0; times--) {
    const at = below(bytes.length)
    const kind = below(5)
    if (kind === 0) bytes[at] = below(256)
    else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8))
    else if (kind === 2) bytes.splice(at, 1 + below(3))
    else if (kind === 3) bytes.splice(at, 0, below(256), below(256))
    else bytes.splice(at, below(4), ...bytes.slice(below(bytes.length), at))
  }
  return new Uint8Array(bytes.slice(0, 100_000))
}

describe('a damaged update is refused with a code, or is harmless', () => {
  test.each([1, 2, 3, 4])('seed %i', (seed) => {
    const random = seededRandom(seed)
    const doc = documentOf([paragraph('a', 'Ala ma kota, a kot ma Alę'), paragraph('b', 'Drugi')], AUTHOR)
    const updates = honestUpdates(doc)
    const before = textHash(doc.getText('body'))
    let accepted = 0
    for (let i = 0; i < MUTANTS; i++) {
      const mutant = damage(updates[i % updates.length] as Uint8Array, random)
      const update = passed(doc, mutant)
      if (update === null) continue
      accepted += 1
      const copy = copyOf(doc, 5)
      Y.applyUpdate(copy, update)
      expect(hasPending(copy)).toBe(false)
      const reloaded = copyOf(copy, 6)
      expect(readContent(reloaded.getText('body'))).toEqual(readContent(copy.getText('body')))
    }
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(MUTANTS)
    expect(textHash(doc.getText('body'))).toBe(before)
  })
})

test('random bytes and v2 bytes are refused', () => {
  const random = seededRandom(9)
  const doc = documentOf([paragraph('a', 'Ala')], AUTHOR)
  const copy = copyOf(doc, ME)
  copy.getText('body').insert(1, 'x'.repeat(50))
  const v2 = Y.encodeStateAsUpdateV2(copy, Y.encodeStateVector(doc))
  for (let i = 0; i < 2_000; i++) {
    const length = 1 + Math.floor(random() * 40)
    const noise = i % 2 === 0 ? Uint8Array.from({ length }, () => Math.floor(random() * 256)) : damage(v2, random)
    const update = passed(doc, noise)
    if (update !== null) expect(Y.decodeUpdate(update).structs.every(({ id }) => id.client === ME)).toBe(true)
  }
})

/** What the guard lets through; null where it refuses. Anything but a refusal fails the test. */
function passed(doc: Y.Doc, update: Uint8Array): Uint8Array | null {
  try {
    return checkUpdate(doc, update, rulesFor([ME])).update
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
