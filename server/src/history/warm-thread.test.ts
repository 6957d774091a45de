import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { WarmThread } from './warm-thread.ts'

interface Job {
  word: string
  /** Never answered. */
  isEndless?: boolean
}

const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ id, word, isEndless }) => {
      while (isEndless);
      parentPort.postMessage({ id, answer: word })
    })
  `)}`,
)

const start = () => new Worker(SCRIPT)

test('a job that takes too long is refused alone; those who wait get their answers', async () => {
  const thread = new WarmThread<Job, string>(start, 'test', 1_000)
  const endless = thread.run(() => ({ word: 'a', isEndless: true }), 'ewa')
  const others = [thread.run(() => ({ word: 'b' }), 'ewa'), thread.run(() => ({ word: 'c' }), 'jan')]
  await expect(endless).rejects.toThrow('UNAVAILABLE')
  expect(await Promise.all(others)).toEqual(['b', 'c'])
})

test('one person may not take all places, and waits behind whoever asks for little', async () => {
  const thread = new WarmThread<Job, string>(start, 'test')
  const order: string[] = []
  const ask = (word: string, askedBy: string) =>
    thread.run(() => ({ word }), askedBy).then((answer) => order.push(answer))
  const many = Array.from({ length: 7 }, (_, at) => ask(`e${at}`, 'ewa'))
  const one = ask('j', 'jan')
  // The first is begun at once, five wait.
  await expect(many[6]).rejects.toThrow('UNAVAILABLE')
  await Promise.all([...many.slice(0, 6), one])
  expect(order).toEqual(['e0', 'j', 'e1', 'e2', 'e3', 'e4', 'e5'])
})

test('no more than twenty wait', async () => {
  const thread = new WarmThread<Job, string>(start, 'test')
  const asked = await Promise.allSettled(
    Array.from({ length: 30 }, (_, at) => thread.run(() => ({ word: 'x' }), `p${at % 10}`)),
  )
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(21)
})

test('the server’s own work is never refused for its number, and comes every other time', async () => {
  const thread = new WarmThread<Job, string>(start, 'test')
  const order: string[] = []
  const ask = (word: string, askedBy: string | null) =>
    thread.run(() => ({ word }), askedBy).then((said) => order.push(said))
  const asked = [ask('e0', 'ewa'), ask('e1', 'ewa'), ask('j', 'jan')]
  for (let at = 0; at < 30; at += 1) asked.push(ask(`s${at}`, null))
  await Promise.all(asked)
  expect(order.slice(0, 6)).toEqual(['e0', 's0', 'e1', 's1', 'j', 's2'])
  expect(order).toHaveLength(33)
})

test('what a job is made of is read when its turn comes, and not at all where it is refused', async () => {
  const thread = new WarmThread<Job, string>(start, 'test')
  let read = 0
  const ask = () =>
    thread.run(() => {
      read += 1
      return { word: 'x' }
    }, 'ewa')
  const asked = Array.from({ length: 7 }, ask)
  expect(read).toBeLessThanOrEqual(1)
  await Promise.allSettled(asked)
  expect(read).toBe(6)
})

test('a job that cannot be read makes room for the next', async () => {
  const thread = new WarmThread<Job, string>(start, 'test')
  const broken = thread.run(() => Promise.reject(new Error('unreadable')), 'ewa')
  const next = thread.run(() => ({ word: 'b' }), 'jan')
  await expect(broken).rejects.toThrow('unreadable')
  expect(await next).toBe('b')
})
