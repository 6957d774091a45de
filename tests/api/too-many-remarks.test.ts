import { randomUUID } from 'node:crypto'
import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { updateOf } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { aimAt, markedIn, readThread, remark, startThread } from '../kit/threads.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire } from '../kit/wire.ts'

const REANCHOR = 'mutation ($input: ReanchorThreadInput!) { reanchorThread(input: $input) { id } }'
const EDIT = 'mutation ($input: EditCommentInput!) { editComment(input: $input) }'
const RESOLVE = 'mutation ($input: ResolveThreadInput!) { resolveThread(input: $input) { id } }'
const FEW = { remarksOverOne: 2, remarksOfOne: 4, remarks: 5, answers: 3, saidLetters: 60, saidLettersOfOne: 90 }
const REPLY = 'mutation ($input: ReplyInput!) { replyToThread(input: $input) { id } }'

let target: TestApp
let lead: SeededOrganization
let people: Record<'owner' | 'commenter', SeededPerson>
let cookies: Record<'owner' | 'commenter', string>
let document: SeededDocument
let peer: Peer

beforeAll(async () => {
  target = await startApp({ env: { limits: { ...LIMITS, ...FEW } } })
  lead = await seed(target).organization()
  people = { owner: await lead.person(), commenter: await (await seed(target).organization()).person() }
  cookies = { owner: await signInAs(target, people.owner), commenter: await signInAs(target, people.commenter) }
})
afterAll(() => target.close())
beforeEach(async () => {
  document = await lead.document(people.owner, { text: 'Lokale udostępnia się organizacjom.' })
  await document.member(people.owner, 'EDITOR', true)
  await document.member(people.commenter, 'COMMENTER')
  await peer?.close()
  const { origin, port } = target
  peer = await openPeer({ origin, port, cookie: cookies.owner, documentId: document.id, userId: people.owner.id })
  await peer.opened()
})
afterAll(() => peer.close())

async function started(words: string, who: keyof typeof people = 'commenter'): Promise<string> {
  const input = remark(document.id, aimAt(peer, words))
  expect((await startThread(target, cookies[who], input)).codes).toEqual([])
  await until('the marks', () => markedIn(peer).includes(input.id))
  return input.id
}

async function refusalOf(aim: object, who: keyof typeof people = 'commenter') {
  const before = await target.db.thread.count({ where: { documentId: document.id } })
  const { errors } = await startThread(target, cookies[who], remark(document.id, aim))
  expect(await target.db.thread.count({ where: { documentId: document.id } })).toBe(before)
  return errors.map(({ extensions }) => [extensions?.code, extensions?.detail])
}

const FULL = [['TOO_LARGE', 'too-many-layers']]

describe('over one word', () => {
  it('so many remarks lie, and beside it others, also where some are over', async () => {
    const first = await started('udostępnia')
    await started('udostępnia się')
    expect(await refusalOf(aimAt(peer, 'nia'))).toEqual(FULL)
    const input = { threadId: first, resolved: true, takenIn: false }
    expect((await ask(target, cookies.commenter, RESOLVE, { input })).codes).toEqual([])
    expect(await refusalOf(aimAt(peer, 'nia'))).toEqual(FULL)
    await started('Lokale')
  })

  it('no more is laid by tying a remark to it, and one that lies there is tied anew', async () => {
    const first = await started('udostępnia')
    await started('udostępnia się')
    const other = await started('Lokale')
    const tie = (threadId: string, words: string) =>
      ask(target, cookies.commenter, REANCHOR, { input: { threadId, aim: aimAt(peer, words) } })
    expect((await tie(other, 'Lokale udo')).codes).toEqual(['TOO_LARGE'])
    expect((await tie(first, 'stępnia')).codes).toEqual([])
    expect((await readThread(target, cookies.owner, first)).quote).toBe('stępnia')
  })

  it('a remark on the whole unit lies without marks, and is not lost', async () => {
    await started('udostępnia')
    await started('udostępnia się')
    const unitId = (await target.app.rooms.read(document.id)).content[0]?.id
    const input = remark(document.id, { unitId })
    expect((await startThread(target, cookies.commenter, input)).codes).toEqual([])
    expect(markedIn(peer)).not.toContain(input.id)
    const gone = await started('Lokale')
    peer.text.delete(1, 'Lokale'.length)
    await until(
      'what was lost to be noted',
      async () => (await readThread(target, cookies.owner, gone)).lostAt !== null,
    )
    expect((await readThread(target, cookies.owner, input.id)).lostAt).toBeNull()
  })

  it('no more is laid by raw protocol with marks that the document has elsewhere', async () => {
    await started('udostępnia')
    await started('udostępnia się')
    const other = await started('Lokale')
    const window = await openWindow(await openWire(target, { cookie: cookies.owner }), document.id, 9_100)
    const update = updateOf(window, (text) => text.format(1, text.length - 1, { [`comment:${other}`]: true }))
    expect(await window.push(update)).toMatchObject({ codes: ['TOO_LARGE'], details: ['too-many-layers'] })
    await window.wire.close()
  })
})

describe('of a document', () => {
  it('so many remarks are begun, by one person and by all', async () => {
    for (const words of ['Lo', 'ka', 'le', 'udo']) await started(words)
    expect(await refusalOf(aimAt(peer, 'organizacjom'))).toEqual([['TOO_LARGE', 'remarks-full']])
    await started('organizacjom', 'owner')
    expect(await refusalOf(aimAt(peer, 'się'), 'owner')).toEqual([['TOO_LARGE', 'remarks-full']])
  })
})

describe('of a conversation', () => {
  const answer = async (threadId: string, body: string, who: keyof typeof people = 'commenter', id = randomUUID()) => {
    const { codes, errors } = await ask(target, cookies[who], REPLY, { input: { threadId, comment: { id, body } } })
    return codes.length === 0 ? 'said' : [codes[0], errors[0]?.extensions?.detail]
  }
  const TOO_LONG = ['TOO_LARGE', 'answers-full']
  const SAID_ALL = ['TOO_LARGE', 'said-full']

  it('so many answers are given, and one that was sent twice is one', async () => {
    const thread = await started('Lokale')
    const id = randomUUID()
    for (const _time of [1, 2]) expect(await answer(thread, 'Tak.', 'commenter', id)).toBe('said')
    expect(await answer(thread, 'Nie.', 'owner')).toBe('said')
    expect(await answer(thread, 'Może.')).toBe('said')
    expect(await answer(thread, 'I jeszcze.')).toEqual(TOO_LONG)
    expect(await answer(thread, 'Tak.', 'commenter', id)).toBe('said')
  })

  it('so much is said, by all in one and by one person in all of a document', async () => {
    const [thread, other, third] = [await started('Lokale'), await started('udostępnia'), await started('się')]
    expect(await answer(thread, 'a'.repeat(40), 'owner')).toBe('said')
    expect(await answer(thread, 'b'.repeat(40))).toEqual(TOO_LONG)
    expect(await answer(thread, 'b')).toBe('said')
    expect(await answer(other, 'c'.repeat(40))).toBe('said')
    expect(await answer(third, 'd'.repeat(40))).toEqual(SAID_ALL)
    expect(await answer(third, 'd'.repeat(40), 'owner')).toBe('said')
  })

  it('so much is said, also by other words in place of some, by sending again, and in a new conversation', async () => {
    const [thread, other] = [await started('Lokale'), await started('udostępnia')]
    const id = randomUUID()
    expect(await answer(thread, 'Tak.', 'commenter', id)).toBe('said')
    const again = async (body: string) => {
      const input = { threadId: thread, comment: { id, body }, replaces: ['Tak.'] }
      return (await ask(target, cookies.commenter, REPLY, { input })).errors[0]?.extensions?.detail
    }
    const edited = async (body: string, was: string) => {
      const input = { comment: { id, body }, was: [was] }
      return (await ask(target, cookies.commenter, EDIT, { input })).errors[0]?.extensions?.detail
    }
    expect(await again('e'.repeat(80))).toBe('answers-full')
    expect(await edited('e'.repeat(80), 'Tak.')).toBe('answers-full')
    expect(await edited('e'.repeat(40), 'Tak.')).toBeUndefined()
    expect(await edited('Tak.', 'e'.repeat(40))).toBeUndefined()
    expect(await edited('e'.repeat(45), 'Tak.')).toBeUndefined()
    expect(await answer(other, 'f'.repeat(25))).toBe('said')
    const input = remark(document.id, aimAt(peer, 'się'), 'g'.repeat(25))
    const { errors } = await startThread(target, cookies.commenter, input)
    expect(errors[0]?.extensions?.detail).toBe('said-full')
  })
})
