import { randomUUID } from 'node:crypto'
import { baseOf, type DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { CRAFTED } from '../kit/crafted-proposals.ts'
import { HONEST_MESSAGES, Talk } from '../kit/honest-messages.ts'
import { HONEST } from '../kit/honest-proposals.ts'
import {
  type CraftedChange,
  find,
  ME,
  MINE_TOO,
  markerOf,
  OTHER,
  PROPOSAL_TEXT,
  proposeAsOther,
  updateOf,
} from '../kit/proposals.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, Window } from '../kit/wire.ts'

let app: TestApp
let documentId: string
/** Of this one a commenter speaks. */
let talkedOf: string
let people: Record<'ewa' | 'basia' | 'piotr' | 'kasia', SeededPerson>
let ewa: Window
let basia: Window
let lastClientId = 7_000

beforeAll(async () => {
  app = await startApp()
  const lead = await seed(app).organization()
  const guests = await seed(app).organization()
  people = {
    ewa: await lead.person(),
    basia: await lead.person(),
    piotr: await guests.person(),
    kasia: await guests.person(),
  }
  const document = await lead.document(people.ewa, { content: PROPOSAL_TEXT })
  await document.member(people.piotr, 'PROPOSER')
  await document.member(people.kasia, 'COMMENTER')
  documentId = document.id
  const other = await lead.document(people.ewa, { content: PROPOSAL_TEXT })
  await other.member(people.kasia, 'COMMENTER')
  talkedOf = other.id
  ewa = await open('ewa')
  basia = await open('basia')
  expect((await ewa.write(proposeAsOther)).codes).toEqual([])
})

afterAll(() => app.close())

async function open(who: keyof typeof people): Promise<Window> {
  const wire = await openWire(app, { cookie: await signInAs(app, people[who]) })
  return openWindow(wire, documentId, (lastClientId += 1))
}

function wordsOf(content: DocumentContent): string[] {
  return content.map((block) =>
    block.type === 'block' ? block.content.map((piece) => ('text' in piece ? piece.text : '\n')).join('') : block.id,
  )
}

async function expectHonestKeyArrives(): Promise<void> {
  const { codes } = await ewa.write((text) => text.insert(1, '.', {}))
  expect(codes).toEqual([])
  await until('the honest keystroke to arrive', () => basia.letters() === ewa.letters())
}

async function expectRefused(who: 'piotr' | 'kasia', { change }: CraftedChange, code: RegExp): Promise<void> {
  const window = await open(who)
  const before = await app.app.rooms.read(documentId)
  const { data, codes } = await window.push(updateOf(window, change))
  expect(data).toBeNull()
  expect(codes).toEqual([expect.stringMatching(code)])
  expect(await app.app.rooms.read(documentId)).toEqual(before)
  await window.wire.close()
  await expectHonestKeyArrives()
}

describe('somebody who may only comment', () => {
  test.each(CRAFTED)('is refused: $name', (crafted) => expectRefused('kasia', crafted, /^FORBIDDEN$/))
  test.each(HONEST.slice(0, 3))('may not propose either: $name', (honest) =>
    expectRefused('kasia', honest, /^FORBIDDEN$/),
  )

  test('says thirty other things by the same socket, and changes no word of the text', async () => {
    expect(HONEST_MESSAGES.length).toBeGreaterThanOrEqual(30)
    const base = async () => wordsOf(baseOf((await app.app.rooms.read(talkedOf)).content))
    const before = await base()
    const wire = await openWire(app, { cookie: await signInAs(app, people.kasia) })
    const talk = new Talk(wire, talkedOf, people.ewa.id, () => new Window(wire, talkedOf, (lastClientId += 1)))
    for (const { name, say } of HONEST_MESSAGES) {
      await say(talk).catch((cause: unknown) => {
        throw new Error(`refused: ${name}`, { cause })
      })
      expect([name, await base()]).toEqual([name, before])
    }
    expect(wire.closed).toBeNull()
    await wire.close()
  })
})

describe('somebody who may only propose', () => {
  test('is offered at least thirty ways to do wrong and thirty to do right', () => {
    expect(CRAFTED.length).toBeGreaterThanOrEqual(30)
    expect(HONEST.length).toBeGreaterThanOrEqual(30)
  })

  test.each(CRAFTED)('is refused: $name', (crafted) => expectRefused('piotr', crafted, /^(FORBIDDEN|INVALID)$/))

  test('is let through with what is only a proposal, one after the other', async () => {
    const window = await open('piotr')
    for (const { name, change } of HONEST) {
      const before = baseOf((await app.app.rooms.read(documentId)).content)
      const update = updateOf(window, change)
      const { codes, details } = await window.push(update)
      expect([name, ...codes, ...details]).toEqual([name])
      Y.applyUpdate(window.doc, update)
      expect([name, baseOf((await app.app.rooms.read(documentId)).content)]).toEqual([name, before])
      await until(`${name} to arrive`, () => basia.letters() === window.letters())
    }
    await window.wire.close()
    await expectHonestKeyArrives()
  })

  test('has these proposals to their name, and nobody else’s', async () => {
    const rows = await app.db.changeProposal.findMany({ where: { documentId } })
    const authors = new Map(rows.map(({ id, createdById }) => [id, createdById]))
    expect(authors).toEqual(
      new Map([
        [ME, people.piotr.id],
        [MINE_TOO, people.piotr.id],
        [OTHER, people.ewa.id],
      ]),
    )
    expect(rows.every(({ state, channel }) => state === 'OPEN' && channel === 'EDITOR')).toBe(true)
  })

  test('may not go on with a proposal that was decided', async () => {
    await app.db.changeProposal.update({ where: { id: MINE_TOO }, data: { state: 'DECLINED' } })
    await expectRefused(
      'piotr',
      { name: '', change: (text) => text.insert(find(text, 'tego'), 'x', { [`ins:${MINE_TOO}`]: true }) },
      /^FORBIDDEN$/,
    )
  })
})

describe('somebody who may edit', () => {
  test('types inside another’s proposal and leaves it as it was', async () => {
    const window = await open('basia')
    const { codes } = await window.write((text) => text.insert(find(text, 'cudze') + 2, 'XX', {}))
    expect(codes).toEqual([])
    await window.wire.close()
  })

  const borrowed: CraftedChange[] = [
    {
      name: 'types in another’s name',
      change: (text) => text.insert(find(text, 'jest'), 'nie ', { [`ins:${OTHER}`]: true }),
    },
    {
      name: 'calls words of the text another’s proposal',
      change: (text) => text.format(find(text, 'jest'), 4, { [`ins:${OTHER}`]: true }),
    },
  ]
  test.each(borrowed)('is refused: $name', async ({ change }) => {
    const window = await open('basia')
    const before = await app.app.rooms.read(documentId)
    const { codes, details } = await window.push(updateOf(window, change))
    expect([codes, details]).toEqual([['INVALID'], ['foreign-proposal']])
    expect(await app.app.rooms.read(documentId)).toEqual(before)
    await window.wire.close()
  })
})

describe('marks of another’s proposal that was decided', () => {
  const ACCEPTED = randomUUID()
  const DECLINED = randomUUID()
  const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
  const attacks: CraftedChange[] = [
    { name: 'strike words', change: (text) => text.format(find(text, 'Lokal'), 5, { [`del:${ACCEPTED}`]: true }) },
    {
      name: 'make words bold',
      change: (text) => text.format(find(text, 'Lokal'), 5, { [`set:${ACCEPTED}`]: { bold: true } }),
    },
    { name: 'join blocks', change: (text) => void markerOf(text, 'b2').map.set('del', ACCEPTED) },
    {
      name: 'change a kind',
      change: (text) => void markerOf(text, 'b1').map.set('was', { kind: 'heading', level: 0, id: DECLINED }),
    },
    {
      name: 'take their author’s words out',
      change: (text) => text.format(find(text, 'Zdanie Ewy'), 10, { [`ins:${DECLINED}`]: true }),
    },
  ]

  beforeAll(async () => {
    const cookie = await signInAs(app, people.basia)
    await ewa.write((text) => text.insert(find(text, 'Lokal'), 'Zdanie Ewy. ', {}))
    for (const [id, state] of [
      [ACCEPTED, 'ACCEPTED'],
      [DECLINED, 'DECLINED'],
    ] as const) {
      await ewa.write((text) => text.insert(find(text, 'jest'), 'chyba ', { [`ins:${id}`]: true }))
      await gql(app, cookie, DECIDE, { input: { proposalIds: [id], state, reason: 'Powód' } })
    }
  })

  test.each(attacks)('do not $name', async ({ change }) => {
    const window = await open('piotr')
    const before = (await app.app.rooms.read(documentId)).content
    await window.push(updateOf(window, change))
    expect((await app.app.rooms.read(documentId)).content).toEqual(before)
    await window.wire.close()
  })

  test('in the text already are only taken off, in a quiet moment', async () => {
    const read = async () => baseOf((await app.app.rooms.read(documentId)).content)
    const before = await read()
    const marks = async () => JSON.stringify((await app.app.rooms.read(documentId)).content).includes(ACCEPTED)
    for (const { change } of attacks) {
      const by = { kind: 'SEED', userId: people.piotr.id, organizationId: null } as const
      await app.app.rooms.append(documentId, { ...by, change: (text) => change(text) })
    }
    expect(await marks()).toBe(true)
    await until('the marks to go', async () => !(await marks()))
    expect(await read()).toEqual(before)
  })
})

test('leaves rows in the audit', async () => {
  await app.restart()
  const rows = await app.db.auditEvent.findMany({ where: { documentId, action: 'operation.refused' } })
  const actors = new Set(rows.map(({ actorId }) => actorId))
  expect(actors).toContain(people.piotr.id)
  expect(actors).toContain(people.kasia.id)
})

test('leaves rows of what a commenter closed, deleted and took back; what they only said is in its own tables', async () => {
  const where = { documentId: talkedOf, actorId: people.kasia.id }
  const rows = await app.db.auditEvent.findMany({ where, select: { action: true } })
  expect(rows.map(({ action }) => action).sort()).toEqual([
    'comment.deleted',
    'proposal.withdrawn',
    'thread.reopened',
    'thread.resolved',
  ])
})
