import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { openWindow, openWire } from '../kit/wire.ts'

onEachDatabase('rights that rose unheard', (database) => {
  let app: TestApp

  beforeAll(async () => {
    app = await startApp({ database })
  })

  afterAll(() => app.close())

  test('rights that rose on another node, unheard here, delay no push of who may still write', async () => {
    const organization = await seed(app).organization()
    const host = await organization.person('Gospodyni', 'COORDINATOR')
    const document = await organization.document(host, { text: 'Tekst' })
    const wire = await openWire(app, { cookie: await signInAs(app, host) })
    const window = await openWindow(wire, document.id, 7)

    await app.db.document.update({ where: { id: document.id }, data: { accessVersion: { increment: 1 } } })

    for (const letter of ['a', 'b']) {
      const { codes } = await window.write((text) => text.insert(1, letter))
      expect(codes).toEqual([])
    }
    await wire.close()
  })
})
