// What is being written while words are taken out: it must not keep what it read before.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ask } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { holdNext } from '../kit/held-statement.ts'
import { ProposalStage } from '../kit/proposal-stage.ts'
import { startThread, toComment } from '../kit/remarks.ts'

const NAME = 'Adam Nowak-Leśny'
const BLANKS = '█'.repeat(NAME.length)
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const START = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'
const REANCHOR = 'mutation ($input: ReanchorThreadInput!) { reanchorThread(input: $input) { id } }'
const HIDE_COMMENT = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'
const HIDE_PROPOSAL = 'mutation ($input: HideProposalInput!) { hideProposal(input: $input) { id } }'

let stage: ProposalStage

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(() => stage.beginDocument())
afterEach(() => void vi.restoreAllMocks())

async function redact(text: string): Promise<void> {
  const input = { id: randomUUID(), documentId: stage.document.id, text, reason: 'Dane osobowe' }
  expect((await ask(stage.target, stage.cookies.editor, REDACT, { input })).codes).toEqual([])
}

async function newComment(): Promise<string> {
  const { target, cookies, document } = stage
  const threadId = await startThread(target, cookies.editor, document, 'b3', toComment('Uwaga'))
  return (await target.db.threadComment.findFirstOrThrow({ where: { threadId } })).id
}

/** First of hiding, then of showing again. */
async function audited(targetId: string): Promise<unknown[]> {
  const rows = await stage.target.db.auditEvent.findMany({
    where: { targetId, OR: [{ action: { endsWith: '.hidden' } }, { action: { endsWith: '.shown' } }] },
    orderBy: { action: 'asc' },
  })
  return rows.map(({ detail }) => detail)
}

describe.each([
  { what: 'comment', table: 'ThreadComment', begin: newComment, hide: HIDE_COMMENT, key: 'commentId' },
  {
    what: 'proposal',
    table: 'ChangeProposal',
    begin: () => stage.proposeInEditor(),
    hide: HIDE_PROPOSAL,
    key: 'proposalId',
  },
])('why a $what was hidden', ({ table, begin, hide, key }) => {
  const send = (id: string, reason?: string) =>
    ask(stage.target, stage.cookies.editor, hide, { input: { [key]: id, ...(reason !== undefined && { reason }) } })

  it.each([
    { when: 'it was read', words: `FROM "public"."${table}"` },
    { when: 'it was written', words: '"hiddenReason" = $' },
  ])('does not come back into the audit where it is redacted after $when', async ({ words }) => {
    const id = await begin()
    expect((await send(id, `Podaje nazwisko: ${NAME}`)).codes).toEqual([])
    const held = holdNext(stage.target, words)
    const showing = send(id)
    await held.reached
    await redact(NAME)
    held.letGo()
    expect((await showing).codes).toEqual([])
    const reason = `Podaje nazwisko: ${BLANKS}`
    expect(await audited(id)).toEqual([{ reason }, { reason, hiddenById: stage.people.editor.id }])
    expect(await everythingKept(stage.target.db)).not.toContain(NAME)
  })

  it('stays where the audit cannot be written', async () => {
    const id = await begin()
    expect((await send(id, 'Obraża')).codes).toEqual([])
    const { db } = stage.target
    await db.$executeRaw`ALTER TABLE "AuditEvent" ADD CONSTRAINT "full" CHECK ("action" NOT LIKE '%.shown') NOT VALID`
    const { errors } = await send(id).finally(() => db.$executeRaw`ALTER TABLE "AuditEvent" DROP CONSTRAINT "full"`)
    expect(errors).toHaveLength(1)
    const rows = await db.$queryRawUnsafe(`SELECT "hiddenReason" FROM "${table}" WHERE "id" = $1`, id)
    expect(rows).toEqual([{ hiddenReason: 'Obraża' }])
  })
})

/** Somebody takes words out after so many looks at the living text, before what was read there is written. */
function redactAfterLook(text: string, which = 1): void {
  const { rooms } = stage.target.app
  const inspect = rooms.inspect.bind(rooms)
  const looks = vi.spyOn(rooms, 'inspect')
  for (let look = 1; look < which; look += 1) looks.mockImplementationOnce(inspect)
  looks.mockImplementationOnce(async (...asked) => {
    const found = await inspect(...asked)
    await redact(text)
    return found
  })
}

describe('a remark keeps nothing of a passage that is redacted', () => {
  const quoteOf = async (id: string) => (await stage.target.db.thread.findUniqueOrThrow({ where: { id } })).quote
  const input = (unitId: string) => {
    return {
      id: randomUUID(),
      documentId: stage.document.id,
      type: 'GENERAL',
      aim: { unitId },
      comment: toComment('Uwaga'),
    }
  }
  const send = (operation: string, sent: object) =>
    ask(stage.target, stage.cookies.editor, operation, { input: sent }).then(({ codes }) => codes)

  async function expectRedacted(threadId: string): Promise<void> {
    expect(await quoteOf(threadId)).toBe('Lokal jest [usunięto].')
    expect(await everythingKept(stage.target.db)).not.toContain('miejski')
  }

  it('while it is begun', async () => {
    const first = input('b3')
    redactAfterLook('miejski')
    expect(await send(START, first)).toEqual([])
    await expectRedacted(first.id)
  })

  it.each([1, 2])('while it is sent once more, for another place (%i)', async (which) => {
    const first = input('b2')
    expect(await send(START, first)).toEqual([])
    redactAfterLook('miejski', which)
    expect(await send(START, { ...first, aim: { unitId: 'b3' }, replaces: ['Uwaga'] })).toEqual([])
    await expectRedacted(first.id)
  })

  it('while it is tied to another place', async () => {
    const first = input('b2')
    expect(await send(START, first)).toEqual([])
    redactAfterLook('miejski')
    expect(await send(REANCHOR, { threadId: first.id, aim: { unitId: 'b3' } })).toEqual([])
    await expectRedacted(first.id)
  })

  it('and is not begun where that never ends', async () => {
    const first = input('b3')
    const { rooms } = stage.target.app
    const inspect = rooms.inspect.bind(rooms)
    vi.spyOn(rooms, 'inspect').mockImplementation(async (...asked) => ({
      ...(await inspect(...asked)),
      epoch: 'former',
    }))
    expect(await send(START, first)).toEqual(['CONFLICT'])
    expect(await stage.target.db.thread.count({ where: { id: first.id } })).toBe(0)
  })
})
