import { setStage } from '../durability/stage.ts'
import { startProxy } from '../kit/proxy.ts'
import { seeded } from '../kit/random.ts'
import { until } from '../kit/until.ts'
import { report } from './figures.ts'

const NOTICED_WITHIN_MS = 15_000
const TIMES = 3
const PATIENCE_MS = 60_000

const stage = await setStage()
const proxy = await startProxy(stage.app.port, seeded(1))
// As the page waits, and not as impatient as tests are.
const timing = { retryMinMs: 500, retryMaxMs: 5_000 }
const peer = await stage.open(stage.manager, { port: proxy.port, timing })
await peer.opened()
const noticed: number[] = []
const healed: number[] = []
for (let time = 0; time < TIMES; time += 1) {
  proxy.halfOpen()
  peer.type(`Bez odpowiedzi ${time}. `)
  let began = performance.now()
  await until('the page to say it', () => peer.session.status === 'offlineKept', PATIENCE_MS)
  noticed.push(performance.now() - began)
  proxy.heal()
  began = performance.now()
  await until('the page to be saved', () => peer.session.status === 'saved', PATIENCE_MS)
  healed.push(performance.now() - began)
}
await stage.close()
await proxy.close()
report(`A connection that stays open and carries nothing, the longest of ${TIMES}`, [
  { what: 'until the page says that it is offline', value: Math.max(...noticed), unit: 'ms', limit: NOTICED_WITHIN_MS },
  { what: 'until it is saved once all passes again', value: Math.max(...healed), unit: 'ms', limit: NOTICED_WITHIN_MS },
])
process.exit()
