import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { closeAccount } from '../kit/close-account.ts'
import { documentWithUnit, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const EDIT = 'mutation ($input: EditCommentInput!) { editComment(input: $input) }'
const REPLY = 'mutation ($input: ReplyInput!) { replyToThread(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const CHANGED = [{ extensions: { code: 'CONFLICT', detail: 'changed' } }]

let target: TestApp
let windows: SeededOrganization
let gates: SeededOrganization
let leon: SeededPerson
let lucja: SeededPerson
let asLeon: string
let asLucja: string
let document: SeededDocument
let unitId: string

beforeAll(async () => {
  target = await startApp({ database: 'postgres' })
  windows = await seed(target).organization('Fundacja Trzy Okna')
  gates = await seed(target).organization('Towarzystwo Cichych Bram')
  leon = await windows.person('Leon Framuga', 'COORDINATOR')
  lucja = await gates.person('Łucja Gzymsik')
})
afterAll(() => target.close())
beforeEach(async () => {
  asLeon = await signInAs(target, leon)
  asLucja = await signInAs(target, lucja)
  const made = await documentWithUnit(windows, leon, 'Program współpracy')
  await made.document.member(leon, 'EDITOR', true)
  document = await made.document.member(lucja, 'COMMENTER')
  unitId = made.unitId
})

type Comment = ReturnType<typeof toComment>

const begin = (comment: Comment) => startThread(target, asLucja, document, unitId, comment)
const edit = (comment: Comment, was: string[]) => ask(target, asLucja, EDIT, { input: { comment, was } })
const kept = async ({ id }: Comment) => (await target.db.threadComment.findUniqueOrThrow({ where: { id } })).body

describe('words that are changed', () => {
  it('are those they were written over: a redaction is not undone by a form that was open before', async () => {
    const said = toComment('Pan Adam Nowak-Leśny zalega z czynszme.')
    await begin(said)
    const input = { id: randomUUID(), documentId: document.id, text: 'Adam Nowak-Leśny', reason: 'Dane osobowe' }
    await gql(target, asLeon, REDACT, { input })
    const blanked = await kept(said)
    expect(blanked).not.toContain('Nowak')
    const mended = { ...said, body: 'Pan Adam Nowak-Leśny zalega z czynszem.' }
    expect((await edit(mended, [said.body])).errors).toMatchObject(CHANGED)
    expect(await kept(said)).toBe(blanked)
    const better = { ...said, body: blanked.replace('czynszme', 'czynszem') }
    expect((await edit(better, [said.body, blanked])).codes).toEqual([])
    expect(await kept(said)).toBe(better.body)
  })

  it('are not overwritten unseen from another window; the same again after a lost answer is done already', async () => {
    const said = toComment('Pierwsza')
    await begin(said)
    const fromPhone = { ...said, body: 'Druga, z telefonu, długa' }
    for (let time = 0; time < 2; time += 1) expect((await edit(fromPhone, ['Pierwsza'])).codes).toEqual([])
    const late = { ...said, body: 'Pierwsza, poprawiona na komputerze' }
    expect((await edit(late, ['Pierwsza'])).errors).toMatchObject(CHANGED)
    expect(await kept(said)).toBe(fromPhone.body)
    // Written on where the answer was lost: what was sent is its own.
    const longer = { ...said, body: 'Druga, z telefonu, dłuższa' }
    expect((await edit(longer, ['Pierwsza', ` ${fromPhone.body} `])).codes).toEqual([])
    expect(await kept(said)).toBe(longer.body)
    expect((await edit(late, Array.from({ length: 11 }, String))).codes).toEqual(['TOO_LARGE'])
  })

  it('at once are those of one window', async () => {
    const said = toComment('Pierwsza')
    await begin(said)
    const each = ['Jedna', 'Druga', 'Trzecia'].map((body) => edit({ ...said, body }, ['Pierwsza']))
    const codes = (await Promise.all(each)).flatMap((answer) => answer.codes)
    expect(codes).toEqual(['CONFLICT', 'CONFLICT'])
  })
})

describe('whom a comment names already', () => {
  it('keeps nobody from correcting it once they may read no more, or their account is closed', async () => {
    const [gone, closed, stranger] = [await gates.person(), await gates.person(), await gates.person()]
    for (const person of [gone, closed]) await document.member(person, 'READER')
    const said = toComment('Literówak', { people: [gone, closed] })
    await begin(said)
    const until = target.clock.now()
    await target.db.documentMember.updateMany({ where: { documentId: document.id, userId: gone.id }, data: { until } })
    expect(await closeAccount(target, closed.email)).toMatchObject({ code: 0 })
    target.clock.advance(1_000)
    const mended = { ...said, body: said.body.replace('Literówak', 'Literówka') }
    expect((await edit(mended, [said.body])).codes).toEqual([])
    expect(await kept(said)).toBe(mended.body)
    expect(await target.db.mention.count({ where: { commentId: said.id } })).toBe(2)

    const { body, mentions } = toComment(mended.body, { people: [stranger] })
    const more = { id: said.id, body, mentions: [...said.mentions, ...mentions] }
    const refused = [{ extensions: { code: 'FORBIDDEN', detail: 'mentions' } }]
    expect((await edit(more, [mended.body])).errors).toMatchObject(refused)
    const without = { ...said, body: 'Literówka', mentions: [] }
    expect((await edit(without, [mended.body])).codes).toEqual([])
    expect((await edit(mended, ['Literówka'])).errors).toMatchObject(refused)
  })

  it('does not keep words from being sent again after a lost answer', async () => {
    const gone = await gates.person()
    await document.member(gone, 'READER')
    const threadId = await begin(toComment('Uwaga'))
    const said = toComment('Literówak', { people: [gone] })
    await gql(target, asLucja, REPLY, { input: { threadId, comment: said } })
    const until = target.clock.now()
    await target.db.documentMember.updateMany({ where: { documentId: document.id, userId: gone.id }, data: { until } })
    target.clock.advance(1_000)
    const comment = { ...said, body: said.body.replace('Literówak', 'Literówka') }
    await gql(target, asLucja, REPLY, { input: { threadId, comment, replaces: [said.body] } })
    expect(await kept(said)).toBe(comment.body)
  })
})
