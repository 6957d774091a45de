import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Stage, setStage } from '../durability/stage.ts'
import { seeded } from '../kit/random.ts'
import { type SlowLink, startSlowLink } from '../kit/slow-link.ts'

const BYTES_PER_SECOND = 60_000
/** The heartbeat of a page, made as short beside these words as it is beside a long document on a bad line. */
const timing = { keepAliveMs: 300, pongMs: 300 }
const SEED = 815

let stage: Stage
let link: SlowLink

beforeAll(async () => {
  stage = await setStage()
  link = await startSlowLink(stage.app.port, BYTES_PER_SECOND)
})
afterAll(async () => {
  await stage.close()
  await link.close()
})

/** Letters that no compression makes few. */
function letters(count: number): string {
  const random = seeded(SEED)
  return Array.from({ length: count }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')
}

test('on a slow connection a long document opens and a long paste is saved, each carried once', async () => {
  const author = await stage.open(stage.manager)
  await author.opened()
  author.type(letters(300_000))
  await author.saved()

  const slow = await stage.open(stage.guest, { port: link.port, origin: `http://127.0.0.1:${link.port}`, timing })
  let drops = 0
  slow.socket.onDrop(() => {
    drops += 1
  })
  await slow.opened()
  expect(slow.content()).toBe(author.content())
  const opened = link.carried

  slow.type(letters(150_000), 1)
  await slow.saved()
  expect(drops).toBe(0)
  expect(link.carried - opened).toBeLessThan(300_000)
})
