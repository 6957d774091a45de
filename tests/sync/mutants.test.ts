import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { MUTANTS } from '../kit/mutants.ts'
import { seeded } from '../kit/random.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const ANNA = 2_001
const BASIA = 2_002
const MALLORY = 2_777
const REFUSALS = /^(INVALID|TOO_LARGE|RATE_LIMITED)$/
const SEEDS = [1, 2, 3]
const PER_SEED = 60

let app: TestApp
let documentId: string
let mallory: string
let anna: Window
let basia: Window
let attacker: Window | null = null

beforeAll(async () => {
  app = await startApp()
  const organization = await seed(app).organization()
  const people = [await organization.person(), await organization.person(), await organization.person()] as const
  documentId = (await organization.document(people[0], { text: 'Ala ma kota\nDrugi akapit' })).id
  anna = await openWindow(await openWire(app, { cookie: await signInAs(app, people[0]) }), documentId, ANNA)
  basia = await openWindow(await openWire(app, { cookie: await signInAs(app, people[1]) }), documentId, BASIA)
  mallory = await signInAs(app, people[2])
})

afterAll(async () => {
  await attacker?.wire.close()
  await anna.wire.close()
  await basia.wire.close()
  await app.close()
})

/** A socket is closed after its third refusal; the attacker comes back every time. */
async function attackerNow(): Promise<Window> {
  if (attacker !== null && attacker.wire.closed === null) return attacker
  attacker = await openWindow(await openWire(app, { cookie: mallory }), documentId, MALLORY)
  return attacker
}

/** True if the server took it. A closed socket is a refusal too. */
async function isTaken(window: Window, update: Uint8Array): Promise<boolean> {
  const answer = await window.push(update).catch(() => null)
  if (answer === null) {
    await window.wire.gone()
    return false
  }
  for (const code of answer.codes) expect(code).toMatch(REFUSALS)
  return answer.codes.length === 0
}

async function expectHonestWorkGoesOn(): Promise<void> {
  const { codes } = await anna.write((text) => text.insert(text.length, '.'))
  expect(codes).toEqual([])
  await until('everybody to see the same', () => basia.letters() === anna.letters())
  const { content } = await app.app.rooms.read(documentId)
  const stored = content.flatMap((block) => (block.type === 'block' ? block.content : []))
  const letters = stored.map((inline) => ('text' in inline ? inline.text : '')).join('')
  expect(anna.letters()).toBe(letters)
}

describe.each(MUTANTS)('%s through a real socket', (_name, make) => {
  test.each(SEEDS)('seed %i: a code comes back, nothing changes, others write on', async (seed) => {
    const random = seeded(seed)
    for (let turn = 0; turn < PER_SEED; turn++) {
      const window = await attackerNow()
      const before = await app.app.rooms.read(documentId)
      const taken = await isTaken(window, make(window.doc, MALLORY, random))
      if (!taken) expect(await app.app.rooms.read(documentId)).toEqual(before)
    }
    await expectHonestWorkGoesOn()
  })
})
