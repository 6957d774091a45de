// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLasting } from './lasting.ts'

const LOOK_MS = 1_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function setUp() {
  const state = { isSignedIn: false as boolean | null, asked: 0, begun: 0, resumed: 0, end: (): void => undefined }
  const lasting = createLasting(async () => {
    state.asked += 1
    return state.isSignedIn
  }, LOOK_MS)
  lasting.onResumed(() => void (state.resumed += 1))
  const stop = lasting.subscribe((ended) => {
    state.begun += 1
    state.end = ended
    // graphql-ws says that it is complete when it is stopped, too.
    return ended
  })
  return { state, lasting, stop }
}

it('what ended with its session is begun again when the person is signed in again, and says so', async () => {
  const { state, lasting } = setUp()
  state.end()
  await vi.advanceTimersByTimeAsync(2 * LOOK_MS)
  expect(state).toMatchObject({ asked: 2, begun: 1, resumed: 0 })
  expect(lasting.isOver.value).toBe(true)
  // Nothing is known where the server is not reached.
  state.isSignedIn = null
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  expect(lasting.isOver.value).toBe(true)
  state.isSignedIn = true
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  expect(state).toMatchObject({ asked: 4, begun: 2, resumed: 1 })
  expect(lasting.isOver.value).toBe(false)
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS)
  expect(state).toMatchObject({ asked: 4, begun: 2, resumed: 1 })
})

it('what nobody wants any more is not begun again, and nobody is asked for it', async () => {
  const { state, stop } = setUp()
  state.isSignedIn = true
  state.end()
  stop()
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS)
  expect(state).toMatchObject({ asked: 0, begun: 1, resumed: 0 })
})

it('nobody is asked while the page is not looked at, and at once when it is again', async () => {
  const { state } = setUp()
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  state.isSignedIn = true
  state.end()
  await vi.advanceTimersByTimeAsync(10 * LOOK_MS)
  expect(state.asked).toBe(0)
  visibility.mockRestore()
  document.dispatchEvent(new Event('visibilitychange'))
  await vi.advanceTimersByTimeAsync(0)
  expect(state).toMatchObject({ asked: 1, begun: 2, resumed: 1 })
})

it('a good moment is used, once: who asks twice while an answer is on its way begins nothing twice', async () => {
  const { state, lasting } = setUp()
  state.isSignedIn = true
  state.end()
  lasting.look()
  lasting.look()
  await vi.advanceTimersByTimeAsync(0)
  expect(state).toMatchObject({ asked: 1, begun: 2, resumed: 1 })
})

it('what is ended as soon as it begins is not begun again all the time', async () => {
  const { state } = setUp()
  state.isSignedIn = true
  state.end()
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  expect(state).toMatchObject({ begun: 2, resumed: 1 })
  state.end()
  await vi.advanceTimersByTimeAsync(LOOK_MS - 1)
  expect(state.begun).toBe(2)
  await vi.advanceTimersByTimeAsync(1)
  expect(state.begun).toBe(3)
})

it('nothing is over where nobody listens any more', async () => {
  const { state, lasting, stop } = setUp()
  state.end()
  await vi.advanceTimersByTimeAsync(LOOK_MS)
  expect(lasting.isOver.value).toBe(true)
  stop()
  expect(lasting.isOver.value).toBe(false)
})
