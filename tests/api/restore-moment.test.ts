import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, startNode, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { RESTORATION, type Restored } from '../kit/restore.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { askSocket, openSocket } from '../kit/socket.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const RESTORE = `mutation ($input: RestoreMomentInput!) { made: restoreMoment(input: $input) { ${RESTORATION} } }`
const RESTORE_VERSION = 'mutation ($input: RestoreVersionInput!) { restoreVersion(input: $input) { id } }'
const UNDO = 'mutation ($input: UndoChangesInput!) { undoChanges(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const PREVIEW = `query ($documentId: ID!, $seq: Int!) {
  compared: restoreMomentPreview(documentId: $documentId, seq: $seq) {
    before { seq } after { seq writtenAt version { id } } counts { units wording added removed } } }`
const HISTORY = `query ($id: ID!) {
  activity(documentId: $id) { items { kind person { name } restoration { ${RESTORATION} } } } }`
const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] },
  { type: 'block', id: 'u2', kind: 'pkt', level: 0, content: [{ text: 'lokal jest miejski;' }] },
  { type: 'block', id: 'u3', kind: 'pkt', level: 0, content: [{ text: 'czynsz jest niski.' }] },
]
const GOOD = ['Najem trwa pięć lat.', 'lokal jest gminny;', 'czynsz jest niski.']

onEachDatabase('bringing back the text of a moment between versions', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let hanna: SeededPerson
  let jan: SeededPerson
  let cookie: string
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    jan = await (await seed(target).organization('Gość')).person('Jan')
    cookie = await signInAs(target, hanna)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(hanna, { content: TEXT })
    await document.member(hanna, 'EDITOR', true)
    await document.member(jan, 'EDITOR')
  })

  async function write(person: SeededPerson, change: (text: Y.Text) => void, at = new Date()): Promise<number> {
    const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId, at }
    return (await target.app.rooms.append(document.id, { ...by, change })).seq
  }

  const replace = (words: string, by: string) => (text: Y.Text) => {
    const at = find(text, words)
    text.delete(at, words.length)
    text.insert(at, by)
  }
  const empty = (text: Y.Text): void => text.delete(1, text.length - 1)

  async function name(): Promise<string> {
    const id = randomUUID()
    await gql(target, cookie, CREATE, { input: { id, documentId: document.id, name: 'Do konsultacji' } })
    return id
  }

  const restore = (seq: number, changes: Record<string, unknown> = {}, as = cookie, door: Door = target) =>
    ask<{ made: Restored | null }>(door, as, RESTORE, {
      input: { id: randomUUID(), documentId: document.id, seq, ...changes },
    })

  const wordsNow = async () => toWords((await target.app.rooms.read(document.id)).content)

  async function wordsOf(id: string | undefined): Promise<string[]> {
    const { versionContent } = await gql<{ versionContent: string }>(target, cookie, CONTENT, { id })
    return toWords(JSON.parse(versionContent))
  }

  const head = () => target.db.document.findUniqueOrThrow({ where: { id: document.id }, select: { headSeq: true } })
  const audited = () => target.db.auditEvent.findMany({ where: { documentId: document.id, action: 'moment.restored' } })

  it('somebody emptied the text minutes after the last version: nothing of these minutes is lost', async () => {
    const thread = await startThread(target, cookie, document, 'u2', toComment('Czy na pewno?'))
    await name()
    const at = new Date(Date.now() - 60_000)
    await write(hanna, replace('jeden rok', 'pięć lat'))
    const good = await write(jan, replace('miejski', 'gminny'), at)
    await write(jan, empty)
    const variables = { documentId: document.id, seq: good }
    const { compared } = await gql<{ compared: unknown }>(target, cookie, PREVIEW, variables)
    expect(compared).toEqual({
      before: { seq: good + 1 },
      after: { seq: good, writtenAt: at.toISOString(), version: null },
      counts: { units: 3, wording: 1, added: 2, removed: 0 },
    })
    const { data, codes } = await restore(good)
    expect(codes).toEqual([])
    const { made } = data ?? {}
    expect(made).toMatchObject({
      kind: 'MOMENT',
      seq: good + 2,
      version: null,
      momentSeq: good,
      momentAt: at.toISOString(),
      keptVersion: { number: 2, kind: 'RESTORE', seq: good + 1 },
      person: null,
      fromSeq: null,
      createdBy: { name: 'Hanna' },
      organization: { name: 'Prowadząca' },
    })
    expect(await wordsNow()).toEqual(GOOD)
    expect(await wordsOf(made?.keptVersion.id)).toEqual([''])
    expect(JSON.stringify((await target.app.rooms.read(document.id)).content)).toContain(thread)
    const row = await target.db.documentUpdate.findFirst({ where: { documentId: document.id, seq: good + 2 } })
    expect(row).toMatchObject({ kind: 'RESTORE', userId: hanna.id, causeType: 'restoration', causeId: made?.id })
    expect(await audited()).toMatchObject([{ actorId: hanna.id, targetType: 'restoration', targetId: made?.id }])
    const { activity } = await gql<{ activity: { items: unknown[] } }>(target, cookie, HISTORY, { id: document.id })
    expect(activity.items[0]).toMatchObject({
      kind: 'RESTORE',
      person: { name: 'Hanna' },
      restoration: { kind: 'MOMENT', momentSeq: good },
    })
  })

  it('the same request is done once, through either door and on either node', async () => {
    const good = await write(jan, replace('jeden rok', 'pięć lat'))
    await write(jan, empty)
    const id = randomUUID()
    const other = await startNode(target)
    const socket = openSocket(target, cookie)
    const input = { id, documentId: document.id, seq: good }
    const [here, there, wired] = await Promise.all([
      restore(good, { id }),
      restore(good, { id }, cookie, other),
      askSocket(socket, RESTORE, { input }),
    ])
    await socket.dispose()
    await other.close()
    for (const { data } of [here, there, wired]) expect(data?.made).toMatchObject({ id, seq: good + 2 })
    expect(await head()).toEqual({ headSeq: good + 2 })
    expect(await audited()).toHaveLength(1)
    expect((await restore(1, { id })).codes).toEqual(['CONFLICT'])
    expect((await restore(good, { id }, await signInAs(target, jan))).codes).toEqual(['CONFLICT'])
    const versionId = await name()
    expect((await ask(target, cookie, RESTORE_VERSION, { input: { id, versionId } })).codes).toEqual(['CONFLICT'])
    const undoing = { id, documentId: document.id, personId: jan.id, fromSeq: good, toSeq: good }
    expect((await ask(target, cookie, UNDO, { input: undoing })).codes).toEqual(['CONFLICT'])
    expect((await restore(good, { id: 'nie-uuid' })).codes).toEqual(['INVALID'])
  })

  it('nothing is written where the text says so already', async () => {
    const seq = await write(jan, replace('jeden rok', 'pięć lat'))
    expect(await restore(seq)).toMatchObject({ data: { made: null }, codes: [] })
    expect(await head()).toEqual({ headSeq: seq })
    expect(await target.db.version.count({ where: { documentId: document.id } })).toBe(0)
  })

  it('it is undone as any change of whoever did it', async () => {
    await write(jan, replace('jeden rok', 'pięć lat'))
    const seq = (await restore(1)).data?.made?.seq ?? 0
    expect((await wordsNow())[0]).toBe('Najem trwa jeden rok.')
    const input = { documentId: document.id, personId: hanna.id, fromSeq: seq, toSeq: seq, kind: 'RESTORE' }
    const of = { id: randomUUID(), organizationId: hanna.organizationId }
    expect((await ask(target, cookie, UNDO, { input: { ...input, ...of } })).codes).toEqual([])
    expect((await wordsNow())[0]).toBe('Najem trwa pięć lat.')
  })

  it('asks for the right to write this text, and for a place that it has', async () => {
    await write(jan, replace('jeden rok', 'pięć lat'))
    const proposer = await (await seed(target).organization()).person()
    await document.member(proposer, 'PROPOSER')
    const as = await signInAs(target, proposer)
    const stranger = await signInAs(target, await (await seed(target).organization()).person())
    const elsewhere = await lead.document(hanna, { content: TEXT })
    const variables = { documentId: document.id, seq: 1 }
    for (const [who, code] of [
      [as, 'FORBIDDEN'],
      [stranger, 'NOT_FOUND'],
    ] as const) {
      expect((await restore(1, {}, who)).codes).toEqual([code])
      expect((await ask(target, who, PREVIEW, variables)).codes).toEqual([code])
    }
    // A place of this document that the other one does not have.
    expect((await restore(2, { documentId: elsewhere.id })).codes).toEqual(['INVALID'])
    expect((await restore(1, { documentId: randomUUID() })).codes).toEqual(['NOT_FOUND'])
    for (const seq of [-1, 0, 3, 2 ** 31 - 1]) {
      expect((await restore(seq)).codes).toEqual(['INVALID'])
      expect((await ask(target, cookie, PREVIEW, { ...variables, seq })).codes).toEqual(['INVALID'])
    }
    await target.db.document.update({ where: { id: document.id }, data: { stage: 'ADOPTED' } })
    expect((await restore(1)).codes).toEqual(['FORBIDDEN'])
    expect(await head()).toEqual({ headSeq: 2 })
  })

  it('brings back no words that were taken out of the history meanwhile', async () => {
    const seq = await write(jan, replace('miejski', 'jan.kowalski@example.org'))
    await write(jan, empty)
    const input = {
      id: randomUUID(),
      documentId: document.id,
      text: 'jan.kowalski@example.org',
      reason: 'Dane osobowe',
    }
    expect((await ask(target, cookie, REDACT, { input })).codes).toEqual([])
    expect((await restore(seq)).codes).toEqual([])
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', `lokal jest ${'█'.repeat(24)};`, 'czynsz jest niski.'])
  })
})

type Door = Pick<TestApp, 'port' | 'origin'>

function toWords(content: DocumentContent): string[] {
  return content.map((block) =>
    block.type === 'table' ? 'tabela' : block.content.map((piece) => ('text' in piece ? piece.text : '')).join(''),
  )
}
