import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, countChanges, createDocument, writeContent } from '../document/index.ts'
import { Shares } from '../threads/shares.ts'
import { compareInThread, comparingBy, type WantedState } from './compare-in-thread.ts'
import { takeIds } from './packed-ids.ts'
import type { PackedPieces } from './past-pieces.ts'

function packed(state: Uint8Array): PackedPieces {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setInt32(0, state.length)
  return {
    seq: 7,
    checkpoint: { seq: 7, parts: new Uint8Array([...length, ...state]) },
    heads: new Uint8Array(),
    data: new Uint8Array(),
  }
}

/** A state whose every reading is counted. */
function stateOf(words: string, name: string | null): WantedState & { reads: number; rename(to: string): void } {
  const doc = createDocument()
  const content = [
    { type: 'block' as const, id: 'a', kind: 'paragraph' as const, level: 0, content: [{ text: words }] },
  ]
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const data = Y.encodeStateAsUpdateV2(doc)
  let current = name ?? ''
  const wanted = {
    name: name === null ? null : async () => current,
    rename(to: string) {
      current = to
    },
    accepted: [],
    reads: 0,
    async read() {
      wanted.reads += 1
      return packed(data)
    },
  }
  return wanted
}

const words = async (before: WantedState, after: WantedState): Promise<string[]> => {
  const { difference, seqs } = await compareInThread('ewa', before, after)
  expect(seqs).toEqual([7, 7])
  const pieces = difference.units.flatMap((unit) => (unit.type === 'block' ? unit.pieces : []))
  return pieces.flatMap(({ change, text }) => (change === 'keep' ? [] : `${change} ${text}`))
}

test('a state with a name is read once, against whatever it is compared', async () => {
  const [one, two, three] = [stateOf('raz', 'x/1'), stateOf('dwa', 'x/2'), stateOf('trzy', 'x/3')]
  expect(await words(one, two)).toEqual(['delete raz', 'insert dwa'])
  expect(await words(one, three)).toEqual(['delete raz', 'insert trzy'])
  expect(await words(three, two)).toEqual(['delete trzy', 'insert dwa'])
  expect([one.reads, two.reads, three.reads]).toEqual([1, 1, 1])
})

test('one without a name is read each time', async () => {
  const [one, two] = [stateOf('raz', null), stateOf('dwa', null)]
  for (let time = 1; time <= 2; time += 1) expect(await words(one, two)).toEqual(['delete raz', 'insert dwa'])
  expect([one.reads, two.reads]).toEqual([2, 2])
})

test('what made room meanwhile is read again', async () => {
  const [one, two] = [stateOf('raz', 'y/1'), stateOf('dwa', 'y/2')]
  const difference = { units: [], counts: countChanges([]) }
  const compared = { difference, ids: takeIds(difference), own: null, seqs: [7, 7] as const }
  const given: (boolean | undefined)[] = []
  const compare = comparingBy(async (read) => {
    const work = await read()
    given.push('before' in work && work.before.pieces !== null)
    return { compared: given.length === 2 ? null : compared, kept: ['y/1', 'y/2'] }
  })
  for (let time = 0; time < 3; time += 1) expect(await compare('ewa', one, two)).toBe(compared)
  expect(given).toEqual([true, false, true, false])
  expect([one.reads, two.reads]).toEqual([2, 2])
})

test('its name is asked for when its turn comes: what was kept before a redaction is read again', async () => {
  const [one, two] = [stateOf('raz', 'E1/1'), stateOf('dwa', 'E1/2')]
  const shares = new Shares('test')
  const difference = { units: [], counts: countChanges([]) }
  const compared = { difference, ids: takeIds(difference), own: null, seqs: [7, 7] as const }
  const compare = comparingBy((read, askedBy) =>
    shares.run(askedBy, async () => {
      await read()
      return { compared, kept: ['E1/1', 'E1/2'] }
    }),
  )
  await compare('ewa', one, two)
  const long = shares.enter('jan')
  const asked = compare('ewa', one, two)
  one.rename('E2/1')
  two.rename('E2/2')
  long.leave()
  await asked
  expect([one.reads, two.reads]).toEqual([2, 2])
})

test('a state that cannot be read is refused, and the thread goes on', async () => {
  const broken = stateOf('raz', 'z/1')
  const read = async () => packed(new Uint8Array([9, 9, 9]))
  await expect(compareInThread('ewa', { ...broken, read }, stateOf('dwa', 'z/2'))).rejects.toThrow('UNAVAILABLE')
  expect(await words(broken, stateOf('dwa', 'z/2'))).toEqual(['delete raz', 'insert dwa'])
})
