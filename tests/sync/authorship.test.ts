import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { askAuthorship, creditsIn } from '../kit/authorship.ts'
import { find, updateOf } from '../kit/proposals.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const ANNA = 4_001
const BASIA = 4_002

let app: TestApp
let documentId: string
let people: Record<'anna' | 'basia' | 'mallory' | 'piotr', SeededPerson>
let cookies: Record<keyof typeof people, string>
let anna: Window
let basia: Window
let proposalId: string
let lastClientId = 4_100

beforeAll(async () => {
  app = await startApp()
  const lead = await seed(app).organization()
  people = {
    anna: await lead.person('Anna'),
    basia: await lead.person('Basia'),
    mallory: await lead.person('Mallory'),
    piotr: await (await seed(app).organization()).person('Piotr'),
  }
  const names = Object.keys(people) as (keyof typeof people)[]
  const signedIn = await Promise.all(names.map(async (name) => [name, await signInAs(app, people[name])]))
  cookies = Object.fromEntries(signedIn) as typeof cookies
  const document = await lead.document(people.anna, { text: 'Wstęp.\nDrugi akapit' })
  await document.member(people.piotr, 'PROPOSER')
  documentId = document.id
  anna = await open('anna', ANNA)
  basia = await open('basia', BASIA)
  proposalId = randomUUID()
  expect(
    (await anna.write((text) => text.insert(find(text, 'Wstęp'), 'Anna nie zgadza się na opłaty. '))).codes,
  ).toEqual([])
  const piotr = await open('piotr')
  const end = (text: Y.Text) => find(text, 'Drugi akapit') + 'Drugi akapit'.length
  const mark = { [`ins:${proposalId}`]: true }
  expect((await piotr.write((text) => text.insert(end(text), ' i propozycja', mark))).codes).toEqual([])
  await piotr.wire.close()
  await everybodySeesTheSame()
})

afterAll(() => app.close())

async function open(who: keyof typeof people, clientId = (lastClientId += 1)): Promise<Window> {
  return openWindow(await openWire(app, { cookie: cookies[who] }), documentId, clientId)
}

async function everybodySeesTheSame(): Promise<void> {
  const { seq } = await app.app.rooms.read(documentId)
  await until('both to see the same', () => anna.letters() === basia.letters() && seq > 0)
}

async function credits(): Promise<string[]> {
  const { data, codes } = await askAuthorship(app, cookies.basia, documentId)
  expect(codes).toEqual([])
  return data === null ? [] : creditsIn(data.authorship)
}

/** What a change would be, were it made under somebody else’s client id. */
function forged(clientId: number, change: (text: Y.Text) => void): Uint8Array {
  return updateOf({ doc: anna.doc, clientId }, change)
}

interface Forgery {
  name: string
  detail: string
  attempt: (mallory: Window) => ReturnType<Window['push']>
}

const lie = (text: Y.Text): void => text.insert(find(text, 'nie zgadza'), 'wcale ')

const FORGERIES: Forgery[] = [
  {
    name: 'words that go on with another’s client id',
    detail: 'foreign-client',
    attempt: (mallory) => mallory.push(forged(ANNA, lie)),
  },
  {
    name: 'a push in the name of another’s client id',
    detail: 'foreign-client',
    attempt: (mallory) => mallory.push(forged(mallory.clientId, lie), { clientId: ANNA }),
  },
  {
    name: 'words hidden behind honest ones',
    detail: 'foreign-client',
    attempt(mallory) {
      const honest = updateOf(mallory, (text) => text.insert(find(text, 'Wstęp'), 'Uczciwie. '))
      return mallory.push(Y.mergeUpdates([honest, forged(BASIA, lie)]))
    },
  },
  {
    name: 'a client id that another’s window announced and never used',
    detail: 'foreign-client',
    async attempt(mallory) {
      const silent = await open('basia')
      const answer = await mallory.push(forged(silent.clientId, lie))
      await silent.wire.close()
      return answer
    },
  },
  {
    name: 'a number that stands for other words already',
    detail: 'reused-number',
    async attempt(mallory) {
      const said = await mallory.push(updateOf(mallory, (text) => text.insert(find(text, 'Wstęp'), 'Mallory. ')))
      expect(said.codes).toEqual([])
      await everybodySeesTheSame()
      Y.applyUpdate(mallory.doc, Y.encodeStateAsUpdate(anna.doc))
      return mallory.push(updateOf(mallory, lie), { clientSeq: 1 })
    },
  },
  {
    name: 'words under the mark of another’s proposal',
    detail: 'foreign-proposal',
    attempt: (mallory) =>
      mallory.push(
        updateOf(mallory, (text) => text.insert(find(text, 'Wstęp'), 'Piotr chce. ', { [`ins:${proposalId}`]: true })),
      ),
  },
  {
    name: 'the base text under the mark of another’s proposal',
    detail: 'foreign-proposal',
    attempt: (mallory) =>
      mallory.push(updateOf(mallory, (text) => text.format(find(text, 'Wstęp'), 5, { [`ins:${proposalId}`]: true }))),
  },
]

describe('who tries to put words into another’s mouth is refused', () => {
  test.each(FORGERIES)('$name', async ({ detail, attempt }) => {
    const mallory = await open('mallory')
    const before = await app.db.documentUpdate.count({ where: { documentId } })
    const own = detail === 'reused-number' ? 1 : 0
    const { data, codes, details } = await attempt(mallory)
    expect({ data, codes, details }).toEqual({ data: null, codes: ['INVALID'], details: [detail] })
    expect(await app.db.documentUpdate.count({ where: { documentId } })).toBe(before + own)
    expect((await credits()).filter((credit) => /wcale|Uczciwie|Piotr chce/.test(credit))).toEqual([])
    await mallory.wire.close()
  })

  test('who may only propose is refused with base words, whatever the mark says', async () => {
    const piotr = await open('piotr')
    const { codes } = await piotr.push(updateOf(piotr, lie))
    expect(codes).toEqual(['FORBIDDEN'])
    await piotr.wire.close()
  })
})

describe('what the log allows is credited to whom it belongs', () => {
  const sentence = 'Anna nie zgadza się na opłaty. '

  test('taking a word out of another’s sentence leaves the rest hers, and the word is nobody else’s', async () => {
    const mallory = await open('mallory')
    expect((await mallory.write((text) => text.delete(find(text, 'nie '), 4))).codes).toEqual([])
    await everybodySeesTheSame()
    expect((await credits())[0]).toBe('Anna zgadza się na opłaty. – Anna')
    expect((await mallory.write((text) => text.insert(find(text, 'zgadza'), 'nie '))).codes).toEqual([])
    expect((await credits()).slice(0, 3)).toEqual([
      'Anna – Anna',
      'nie – Anna, brought by Mallory',
      'zgadza się na opłaty. – Anna',
    ])
    await mallory.wire.close()
  })

  test('words made of another’s letters are whoever’s who typed them', async () => {
    const mallory = await open('mallory')
    const words = 'Opłaty? Anna się zgadza na nie! '
    await mallory.write((text) => text.delete(find(text, sentence), sentence.length))
    await mallory.write((text) => text.insert(find(text, 'Wstęp'), `${words}– tak pisze Mallory. `))
    for (const letter of words) await mallory.write((text) => text.insert(find(text, 'Wstęp'), letter))
    expect((await credits())[0]).toContain(`${words}– tak pisze Mallory. ${words.trim()} – Mallory`)
    await mallory.wire.close()
  })

  test('moving another’s words does not make them one’s own, nor one’s own hers', async () => {
    const written = 'Basia prosi o ławki pod lipą. '
    expect((await basia.write((text) => text.insert(find(text, 'Wstęp'), written))).codes).toEqual([])
    await everybodySeesTheSame()
    const mallory = await open('mallory')
    await mallory.write((text) => text.delete(find(text, written), written.length))
    await mallory.write((text) => text.insert(find(text, 'Drugi'), `Mallory dodaje: ${written}`))
    expect((await credits()).filter((credit) => /dodaje|ławki/.test(credit))).toEqual([
      'Mallory dodaje: – Mallory',
      'Basia prosi o ławki pod lipą. – Basia, brought by Mallory',
    ])
    await mallory.wire.close()
  })

  test('accepted words are the proposer’s, not those of who accepted', async () => {
    const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
    const wire = await openWire(app, { cookie: cookies.anna })
    const input = { proposalIds: [proposalId], state: 'ACCEPTED' }
    expect((await wire.ask(DECIDE, { input })).codes).toEqual([])
    await wire.close()
    expect(await credits()).toContain('i propozycja – Piotr')
    const { data } = await askAuthorship(app, cookies.basia, documentId)
    expect(data?.authorship.sources.find(({ person }) => person?.name === 'Piotr')?.proposal?.id).toBe(proposalId)
  })
})

test('every attempt is in the audit, under the name of who made it', async () => {
  await anna.wire.close()
  await basia.wire.close()
  await app.restart()
  const rows = await app.db.auditEvent.findMany({ where: { documentId, action: 'operation.refused' } })
  expect(new Set(rows.map(({ actorId }) => actorId))).toEqual(new Set([people.mallory.id, people.piotr.id]))
  expect(rows.length).toBeGreaterThan(FORGERIES.length)
  expect(JSON.stringify(rows)).not.toContain('wcale')
})
