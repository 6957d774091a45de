import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { newId, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Stage, setStage } from './stage.ts'

const SHARE = `mutation Share($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }`

onEachDatabase('rights', (database) => {
  let app: TestApp
  let stage: Stage | null = null

  beforeAll(async () => {
    app = await startApp({ database })
  })
  afterAll(() => app.close())

  afterEach(async () => {
    await stage?.close()
    stage = null
  })

  async function giveRole(here: Stage, role: 'EDITOR' | 'READER'): Promise<void> {
    const cookie = await signInAs(here.app, here.manager)
    const input = { documentId: here.document.id, personId: here.guest.id, role }
    await gql(here.app, cookie, SHARE, { input })
  }

  describe('an editor made a reader during 100 offline keystrokes, then an editor again', () => {
    test('has every letter in the document or given back, and can type', async () => {
      stage = await setStage({ on: app })
      const proxyless = await stage.open(stage.guest)
      await proxyless.opened()
      proxyless.type(' Przed.')
      await proxyless.saved()
      const letters = Array.from({ length: 100 }, (_, at) => String.fromCodePoint(0x61 + (at % 26))).join('')
      await goOffline(stage, async () => {
        for (const letter of letters) proxyless.type(letter)
        if (stage)
          await stage.app.db.documentMember.updateMany({ where: { userId: stage.guest.id }, data: { role: 'READER' } })
      })
      await until('the letters to be given back', () => proxyless.givenBack().length > 0)
      await proxyless.saved()
      expect(proxyless.givenBack().join('')).toBe(letters)
      expect(proxyless.session.abilities?.edit).toBe(false)
      await giveRole(stage, 'EDITOR')
      await until('the right to edit', () => proxyless.session.abilities?.edit === true)
      proxyless.type(' Po.')
      await proxyless.saved()
      const manager = await stage.open(stage.manager)
      await manager.opened()
      expect(manager.content()).toContain('Przed.')
      expect(manager.content()).toContain('Po.')
      expect(manager.content()).not.toContain(letters.slice(0, 10))
    })

    test('loses the right while typing: what was not taken is given back, what was taken stays', async () => {
      stage = await setStage({ on: app })
      const guest = await stage.open(stage.guest)
      const manager = await stage.open(stage.manager)
      await guest.opened()
      await manager.opened()
      const typed: string[] = []
      const timer = setInterval(() => {
        if (guest.session.abilities?.edit !== true || !guest.session.replica) return
        typed.push(`⟨${typed.length}⟩`)
        guest.type(typed.at(-1)!)
      }, 5)
      await until('some words', () => typed.length > 20)
      await giveRole(stage, 'READER')
      await until('the right to be gone', () => guest.session.abilities?.edit === false)
      clearInterval(timer)
      await guest.saved()
      await until('both to show the same', () => manager.content() === guest.content())
      const kept = typed.filter((token) => guest.content().includes(token))
      const back = typed.filter((token) => guest.givenBack().some((text) => text.includes(token)))
      expect([...kept, ...back].sort()).toEqual([...typed].sort())
    })
  })

  describe('an editor who loses all access while typing offline', () => {
    test('is given the words back, at once and on this device later', async () => {
      stage = await setStage({ on: app })
      const guest = await stage.open(stage.guest)
      await guest.opened()
      await goOffline(stage, async (here) => {
        guest.type(' Pisane w tunelu.')
        await endRight(here)
      })
      await until('the refusal', () => guest.session.status === 'noAccess' && guest.givenBack().length > 0)
      expect(guest.givenBack()).toEqual(['Pisane w tunelu.'])
      await until('the words to be kept', () => !guest.session.isAtRisk)
      await guest.close()
      const later = await stage.open(stage.guest, { device: guest.device })
      await until('the refusal', () => later.session.status === 'noAccess')
      expect(later.givenBack()).toEqual(['Pisane w tunelu.'])
    })

    test('is given them back when the document is opened only later', async () => {
      stage = await setStage({ on: app })
      const guest = await stage.open(stage.guest)
      await guest.opened()
      await goOffline(stage, async (here) => {
        guest.type(' Przed awarią.')
        await until('the words to be kept', () => guest.session.status === 'offlineKept')
        await guest.crash()
        await endRight(here)
      })
      const later = await stage.open(stage.guest, { device: guest.device })
      await until('the refusal', () => later.session.status === 'noAccess' && later.givenBack().length > 0)
      expect(later.givenBack()).toEqual(['Przed awarią.'])
      expect(later.content()).toBe('')
    })
  })

  describe('another epoch', () => {
    test('gives unsent words back, never merges them, and typing goes on in the new text', async () => {
      stage = await setStage({ on: app })
      const guest = await stage.open(stage.guest)
      await guest.opened()
      await goOffline(stage, async (here) => {
        guest.type(' Z innej epoki.')
        await here.app.db.document.update({ where: { id: here.document.id }, data: { epoch: newId() } })
      })
      await until('the words to be given back', () => guest.givenBack().length > 0)
      expect(guest.givenBack()).toEqual(['Z innej epoki.'])
      await guest.saved()
      expect(guest.content()).toBe('Rekomendacja.')
      guest.type(' Dalej.')
      await guest.saved()
      expect(guest.content()).toBe('Rekomendacja. Dalej.')
    })
  })

  async function endRight(here: Stage): Promise<void> {
    await here.app.db.documentMember.updateMany({ where: { userId: here.guest.id }, data: { until: new Date() } })
  }

  /** Runs `meanwhile` while the server is away: nobody has a connection, and rooms are closed. */
  async function goOffline(here: Stage, meanwhile: (here: Stage) => Promise<void>): Promise<void> {
    await here.app.app.close()
    await meanwhile(here)
    await here.app.restart()
  }
})
