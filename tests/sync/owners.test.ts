import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type Bytes, bytes } from '../kit/attack-bytes.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const VICTIM = 3_001
const WITNESS = 3_002
const ME = 3_777
const NOBODY = 3_900
const ATTACKS = 150
const SEEDS = [20_261_125, 7]

const GC = 0
const SKIP = 10
/** Letters that name what they follow. */
const AFTER = new Uint8Array([0x84])

/** Clocks are counted from the end of what this client has written: below it is known, from it on the future. */
interface Section {
  client: number
  at: number
  structs: { kind: 'gc' | 'skip' | 'letters'; length: number; origin: { client: number; at: number } }[]
}
interface Attack {
  sections: Section[]
  deletes: { client: number; at: number; length: number }[]
}

const client = fc.constantFrom(ME, ME, ME, VICTIM, VICTIM, WITNESS, NOBODY)
const at = fc.integer({ min: -30, max: 6 })
const struct = fc.record({
  kind: fc.constantFrom('gc', 'letters', 'letters', 'letters', 'skip' as const),
  length: fc.integer({ min: 1, max: 9 }),
  origin: fc.record({ client, at }),
}) as fc.Arbitrary<Section['structs'][number]>
const nearEnd = fc.oneof(fc.constant(0), fc.constant(0), at)
const attack: fc.Arbitrary<Attack> = fc.record({
  sections: fc.array(fc.record({ client, at: nearEnd, structs: fc.array(struct, { minLength: 1, maxLength: 4 }) }), {
    maxLength: 3,
  }),
  deletes: fc.array(fc.record({ client, at, length: fc.integer({ min: 1, max: 40 }) }), { maxLength: 3 }),
})

let app: TestApp
let documentId: string
let mallory: string
let victim: Window
let witness: Window
let attacker: Window | null = null

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person(), await organization.person()] as const
  documentId = (await organization.document(people[0], { text: 'Ala ma kota' })).id
  victim = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, VICTIM)
  witness = await openWindow(await openWire(app, { cookie: await signInAs(app, people[1]) }), documentId, WITNESS)
  mallory = await signInAs(app, people[2])
  await witness.write((text) => text.insert(1, 'Świadek. '))
})

afterAll(async () => {
  await attacker?.wire.close()
  await victim.wire.close()
  await witness.wire.close()
  await app.close()
})

function encode({ sections, deletes }: Attack, doc: Y.Doc): Uint8Array {
  const clockAt = (place: { client: number; at: number }): number =>
    Math.max(0, Y.getState(doc.store, place.client) + place.at)
  const structBytes = ({ kind, length, origin }: Section['structs'][number]): Bytes => {
    if (kind === 'letters') return [AFTER, origin.client, clockAt(origin), 'z'.repeat(length)]
    return [kind === 'gc' ? GC : SKIP, length]
  }
  return bytes([
    sections.length,
    ...sections.map((one): Bytes => [one.structs.length, one.client, clockAt(one), ...one.structs.map(structBytes)]),
    deletes.length,
    ...deletes.map((one): Bytes => [one.client, 1, clockAt(one), one.length]),
  ])
}

async function attackerNow(): Promise<Window> {
  if (attacker !== null && attacker.wire.closed === null) return attacker
  attacker = await openWindow(await openWire(app, { cookie: mallory }), documentId, ME)
  return attacker
}

/** Null where the third refusal closed the socket before the answer. */
async function push(update: Uint8Array): Promise<string[] | null> {
  const window = await attackerNow()
  return window.push(update).then(
    ({ codes }) => codes,
    () => null,
  )
}

/** What the victim wrote and an accepted update deleted after it was there: an editor may do that, and the log keeps it. */
class Deleted {
  private readonly clocks = new Set<number>()

  note({ deletes }: Attack, doc: Y.Doc): void {
    const end = Y.getState(doc.store, VICTIM)
    for (const one of deletes.filter((range) => range.client === VICTIM)) {
      const from = Math.max(0, end + one.at)
      expect(from + one.length).toBeLessThanOrEqual(end)
      for (let clock = from; clock < from + one.length; clock++) this.clocks.add(clock)
    }
  }

  has(clock: number): boolean {
    return this.clocks.has(clock)
  }
}

function lostClocks(doc: Y.Doc, deleted: Deleted): number[] {
  const structs = doc.store.clients.get(VICTIM) ?? []
  return structs
    .filter((one) => one.deleted)
    .flatMap(({ id, length }) => Array.from({ length }, (_, index) => id.clock + index))
    .filter((clock) => !deleted.has(clock))
}

const deleted = new Deleted()

test.each(SEEDS)(
  'random owners, clocks and deletions against somebody who types lose nothing (seed %i)',
  async (seed) => {
    let taken = 0
    let typed = Y.getState(victim.doc.store, VICTIM)
    for (const one of fc.sample(attack, { seed, numRuns: ATTACKS })) {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(victim.doc))
      const codes = await push(encode(one, doc))
      for (const code of codes ?? []) expect(code).toMatch(/^(INVALID|TOO_LARGE|FORBIDDEN)$/)
      if (codes?.length === 0) {
        taken += 1
        deleted.note(one, doc)
        expect(one.sections.map((section) => section.client).filter((id) => id !== ME && id !== NOBODY)).toEqual([])
      }
      const word = `⟨słowo ${typed}⟩`
      expect((await victim.write((text) => text.insert(text.length, word))).codes).toEqual([])
      typed += word.length
    }
    expect(taken).toBeGreaterThan(ATTACKS / 20)
    expect(taken).toBeLessThan(ATTACKS)
    await until('everybody to see the same', () => witness.letters() === victim.letters())
    for (const { doc } of [victim, witness]) {
      expect(lostClocks(doc, deleted)).toEqual([])
      expect(Y.getState(doc.store, VICTIM)).toBe(typed)
      expect(doc.store.pendingStructs).toBeNull()
      expect(doc.store.pendingDs).toBeNull()
    }
  },
)
