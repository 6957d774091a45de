import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'

// What would end a server: an error that nobody takes.

let app: TestApp
const uncaught: unknown[] = []
const note = (error: unknown) => void uncaught.push(error)

beforeAll(async () => {
  app = await startApp()
  process.on('uncaughtException', note)
})
afterAll(async () => {
  process.off('uncaughtException', note)
  await app.close()
})

const upgradeOf = (target: string): string =>
  [
    `GET ${target} HTTP/1.1`,
    `Host: 127.0.0.1:${app.port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    '\r\n',
  ].join('\r\n')

/** The first line of what comes back to these bytes. */
function answerTo(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(app.port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(5_000, () => socket.destroy(new Error('no answer')))
    socket.once('data', (data) => {
      socket.destroy()
      resolve(data.toString().split('\r\n')[0] ?? '')
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(''))
  })
}

/** Asks and is gone before the answer, with a reset. */
function askAndReset(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(app.port, '127.0.0.1', () => {
      socket.write(bytes, () => socket.resetAndDestroy())
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}

/** Asks, reads the answer and keeps its own end open; resolves when the server has let go all the same. */
function holdOpen(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true }, () => socket.write(bytes))
    const poking = setInterval(() => socket.write('x'), 20)
    socket.resume()
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearInterval(poking)
      resolve()
    })
  })
}

async function expectAlive(): Promise<void> {
  // What was reset is noticed by the server in a turn of its own.
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(await answerTo(`GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\n\r\n`)).toBe('HTTP/1.1 200 OK')
  expect(uncaught).toEqual([])
}

describe('an upgrade by somebody who means harm', () => {
  test.each([
    ['//', 404],
    ['///', 404],
    ['//graphql', 404],
    ['/graphql//', 404],
    ['/\\\\[', 404],
    ['/%', 404],
    ['http://[', 400],
    ['http://127.0.0.1:99999999/graphql', 400],
    ['*', 400],
    ['graphql', 400],
  ])('to %s is answered', async (target, status) => {
    expect(await answerTo(upgradeOf(target))).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    await expectAlive()
  })

  test('that resets its connection, refused or let in, ends nothing', async () => {
    for (let round = 0; round < 20; round++) {
      await askAndReset(upgradeOf('/elsewhere'))
      await askAndReset(upgradeOf('/graphql'))
      await askAndReset(upgradeOf('/graphql').replace('\r\n\r\n', `\r\nOrigin: ${app.origin}\r\n\r\n`))
    }
    await expectAlive()
  })

  test('that is refused and never hangs up is let go', async () => {
    await Promise.all(Array.from({ length: 5 }, () => holdOpen(upgradeOf('/elsewhere'))))
    await expectAlive()
  })
})
