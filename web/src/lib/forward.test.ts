import { expect, it, vi } from 'vitest'
import { forwardTo } from './forward.ts'

const OTHERS = { code: 4410 }
const refused = (code: string) => [{ message: code, extensions: { code } }]

function setUp() {
  const sink = { next: vi.fn(), error: vi.fn(), complete: vi.fn() }
  const ended = vi.fn()
  return { sink, ended, socket: forwardTo(sink, ended, (event) => event === OTHERS) }
}

it('hands on what is heard', () => {
  const { sink, socket } = setUp()
  socket.next({ data: { unread: 1 } })
  expect(sink.next).toHaveBeenCalledWith({ data: { unread: 1 } })
})

it.each<[string, (socket: ReturnType<typeof forwardTo>) => void]>([
  ['is completed with its session', (socket) => socket.complete()],
  ['is refused as signed out', (socket) => socket.error(refused('UNAUTHENTICATED') as never)],
  ['is closed with its socket, as one whose session is over', (socket) => socket.error({ code: 4401 })],
  ['is closed with its socket, which failed', (socket) => socket.error({ code: 4500 })],
  [
    'is refused for now, and completed',
    (socket) => {
      socket.next({ errors: refused('RATE_LIMITED') } as never)
      socket.complete()
    },
  ],
  [
    'had one event that failed, and ends with its session',
    (socket) => {
      socket.next({ errors: refused('INTERNAL') } as never)
      socket.next({ data: { unread: 1 } })
      socket.complete()
    },
  ],
])('is to be begun again where it %s', (_what, end) => {
  const { sink, ended, socket } = setUp()
  end(socket)
  expect(ended).toHaveBeenCalledOnce()
  expect([sink.error, sink.complete].flatMap((each) => each.mock.calls)).toEqual([])
})

it.each<[string, (socket: ReturnType<typeof forwardTo>) => void]>([
  ['is refused for good', (socket) => socket.error(refused('NOT_FOUND') as never)],
  ['is closed as another person’s', (socket) => socket.error(OTHERS)],
  [
    'is answered with a refusal for good',
    (socket) => {
      socket.next({ errors: refused('FORBIDDEN') } as never)
      socket.complete()
    },
  ],
])('is over where it %s', (_what, end) => {
  const { sink, ended, socket } = setUp()
  end(socket)
  expect(ended).not.toHaveBeenCalled()
  expect([sink.error, sink.complete].flatMap((each) => each.mock.calls)).toHaveLength(1)
})
