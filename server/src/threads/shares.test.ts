import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Shares } from './shares.ts'
import { inSlices, nextTurn } from './slices.ts'

/** Something that takes until it is told to end. */
function endless(order: string[], name: string) {
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  return {
    end,
    work: async () => {
      order.push(name)
      await ended
    },
  }
}

test('so many at once, the others in turn; who asks for much waits behind who asks for little', async () => {
  const shares = new Shares('test', { atOnce: 2 })
  const order: string[] = []
  const works = ['e1', 'e2', 'e3', 'e4', 'j1'].map((name) => endless(order, name))
  const done = works.map(({ work }, index) => shares.run(index < 4 ? 'ewa' : 'jan', work))
  await delay(0)
  expect(order).toEqual(['e1', 'e2'])
  works[0]?.end()
  await done[0]
  await delay(0)
  expect(order).toEqual(['e1', 'e2', 'j1'])
  for (const { end } of works) end()
  await Promise.all(done)
  expect(order).toEqual(['e1', 'e2', 'j1', 'e3', 'e4'])
})

test('one person has so many turns at once, and who has them all is passed over', async () => {
  const shares = new Shares('test', { atOnce: 3, ofOneAtOnce: 1 })
  const order: string[] = []
  const works = ['e1', 'e2', 'j1'].map((name) => endless(order, name))
  const done = works.map(({ work }, index) => shares.run(index < 2 ? 'ewa' : 'jan', work))
  await delay(0)
  expect(order).toEqual(['e1', 'j1'])
  const own = [shares.run(null, async () => order.push('own')), shares.run(null, async () => order.push('own'))]
  await Promise.all(own)
  expect(order).toEqual(['e1', 'j1', 'own', 'own'])
  works[2]?.end()
  await done[2]
  expect(order).toHaveLength(4)
  works[0]?.end()
  await done[0]
  await delay(0)
  expect(order.at(-1)).toBe('e2')
  works[1]?.end()
  await Promise.all(done)
})

test('one person has so many places, and all together so many, also while it is their turn', async () => {
  const shares = new Shares('test', { inAll: 3, ofOne: 2 })
  const places = [shares.enter('ewa'), shares.enter('ewa')]
  expect(() => shares.enter('ewa')).toThrow('UNAVAILABLE')
  places.push(shares.enter('jan'))
  expect(() => shares.enter('ola')).toThrow('UNAVAILABLE')
  places[0]?.leave()
  places.push(shares.enter('ola'))
  // Jan before Ewa's second.
  await places[2]?.turn
  for (const place of places) place.leave()
  expect(await shares.run('ewa', async () => 'ok')).toBe('ok')
})

test('who goes away gives the place up, and only the own one', async () => {
  const shares = new Shares('test', { ofOne: 3 })
  const order: string[] = []
  const first = endless(order, 'first')
  const gone = new AbortController()
  const done = shares.run('ewa', first.work)
  const left = shares.run('ewa', async () => order.push('left'), gone.signal)
  const kept = shares.run('ewa', async () => order.push('kept'))
  gone.abort()
  await expect(left).rejects.toThrow('UNAVAILABLE')
  expect(() => shares.enter('jan', gone.signal)).toThrow('UNAVAILABLE')
  first.end()
  await Promise.all([done, kept])
  expect(order).toEqual(['first', 'kept'])
})

test('whose turn is over may keep the place, and holds nobody up but themselves', async () => {
  const shares = new Shares('test', { ofOne: 1 })
  const place = shares.enter('ewa')
  const other = shares.enter('jan')
  await place.turn
  place.end()
  await other.turn
  expect(() => shares.enter('ewa')).toThrow('UNAVAILABLE')
  place.leave()
  other.leave()
  expect(await shares.run('ewa', async () => 'ok')).toBe('ok')
})

test('what fails makes room', async () => {
  const shares = new Shares('test', { inAll: 1 })
  await expect(shares.run('ewa', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await shares.run('ewa', async () => 'ok')).toBe('ok')
})

test('slices of many are no block: between any two of them others are answered', async () => {
  const order: string[] = []
  const slices = Promise.all(
    ['a', 'b', 'c'].map(async (name) => {
      await nextTurn()
      order.push(name)
    }),
  )
  const others = (async () => {
    for (let time = 0; time < 3; time += 1) {
      await new Promise(setImmediate)
      order.push('other')
    }
  })()
  await Promise.all([slices, others])
  expect(order).toEqual(['a', 'other', 'b', 'other', 'c', 'other'])
})

test('in slices everything is done, in order', async () => {
  const done: number[] = []
  const all = Array.from({ length: 50 }, (_, index) => index)
  await inSlices(all, (one) => {
    done.push(one)
    for (const until = performance.now() + 1; performance.now() < until; );
  })
  expect(done).toEqual(all)
})
