// What is being written while words are taken out: it must not keep what it read before.

import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ask } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { holdNext } from '../kit/held-statement.ts'
import { DESCRIBE, ProposalStage } from '../kit/proposal-stage.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { until } from '../kit/until.ts'

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
    const query = { where: { id }, select: { hiddenReason: true } }
    const row = await (table === 'ThreadComment'
      ? db.threadComment.findUnique(query)
      : db.changeProposal.findUnique(query))
    expect(row).toEqual({ hiddenReason: 'Obraża' })
  })
})

/** Somebody takes words out after so many looks that saw them, before what was read there is written. Tells when it is done. */
function redactAfterLook(text: string, which = 1): Promise<void> {
  const { rooms } = stage.target.app
  const inspect = rooms.inspect.bind(rooms)
  let looks = 0
  return new Promise((tell) => {
    vi.spyOn(rooms, 'inspect').mockImplementation(async (...asked) => {
      const seen = await inspect(...asked)
      if (JSON.stringify(seen.found)?.includes(text)) looks += 1
      if (looks !== which) return seen
      looks += 1
      await redact(text)
      tell()
      return seen
    })
  })
}

describe('a remark keeps nothing of a passage that is redacted', () => {
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
    const row = await stage.target.db.thread.findUniqueOrThrow({ where: { id: threadId } })
    // What was noted before is blanked in its row; what is read after it says so.
    expect(row.quote).toMatch(/^Lokal jest (\[usunięto\]|█+)\.$/)
    expect(JSON.stringify(row)).not.toContain('miejski')
  }

  it('while it is begun', async () => {
    const first = input('b3')
    const done = redactAfterLook('miejski')
    expect(await send(START, first)).toEqual([])
    await done
    await expectRedacted(first.id)
  })

  it.each([1, 2])('while it is sent once more, for another place (%i)', async (which) => {
    const first = input('b2')
    expect(await send(START, first)).toEqual([])
    const done = redactAfterLook('miejski', which)
    expect(await send(START, { ...first, aim: { unitId: 'b3' }, replaces: ['Uwaga'] })).toEqual([])
    await done
    await expectRedacted(first.id)
  })

  it('while it is tied to another place', async () => {
    const first = input('b2')
    expect(await send(START, first)).toEqual([])
    const done = redactAfterLook('miejski')
    expect(await send(REANCHOR, { threadId: first.id, aim: { unitId: 'b3' } })).toEqual([])
    await done
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

describe('a proposal keeps nothing of its wording that is redacted', () => {
  const rowOf = (id: string) => stage.target.db.changeProposal.findUniqueOrThrow({ where: { id } })
  // What was noted before is blanked in its row, what is read after it says so.
  const redacted = {
    wordingBefore: 'Lokal jest miejski.',
    wordingAfter: expect.stringMatching(/^Lokal jest (\[usunięto\]|█+)\.$/),
  }

  it('while it is made in a form', async () => {
    const id = randomUUID()
    const done = redactAfterLook('gminny')
    expect((await stage.propose('proposer', { id, wording: 'Lokal jest gminny.' })).codes).toEqual([])
    await done
    expect(await rowOf(id)).toMatchObject(redacted)
  })

  it.each(['ACCEPTED', 'DECLINED'])('while it is decided (%s)', async (state) => {
    const id = await stage.proposeInEditor()
    const done = redactAfterLook('gminny')
    expect((await stage.decide('editor', [id], state, 'Po rozmowie')).codes).toEqual([])
    await done
    expect(await rowOf(id)).toMatchObject({ ...redacted, state })
  })

  it('while it is looked at in a quiet moment', async () => {
    const done = redactAfterLook('gminny')
    const id = await stage.proposeInEditor()
    await done
    await delay(300)
    expect(JSON.stringify(await rowOf(id))).not.toContain('gminny')
    await until('the next one', async () => (await rowOf(id)).wordingAfter === 'Lokal jest [usunięto].')
  })
})

describe('what a proposal says of itself', () => {
  const DESCRIBED = [{ extensions: { code: 'CONFLICT', detail: 'described' } }]
  const old = { title: 'Słowo', grounds: `${NAME} tak chce.` }
  const blanked = `${BLANKS} tak chce.`

  it('is written over what its author saw: an older form undoes no redaction, and no newer words', async () => {
    const proposalId = await stage.proposeInEditor()
    const describeIt = (title: string, grounds: string, was?: object) =>
      ask(stage.target, stage.cookies.proposer, DESCRIBE, { input: { proposalId, title, grounds, was } })
    expect((await describeIt(old.title, old.grounds)).codes).toEqual([])
    await redact(NAME)
    const seen = { title: 'Słowo', grounds: blanked }
    for (const was of [old, undefined]) {
      expect((await describeIt('Jedno słowo', old.grounds, was)).errors).toMatchObject(DESCRIBED)
      expect(await stage.one('proposer', proposalId)).toMatchObject(seen)
    }
    // Twice, as where the first answer was lost.
    for (let time = 0; time < 2; time += 1) expect((await describeIt('Jedno słowo', blanked, seen)).codes).toEqual([])
    expect((await describeIt('Inne słowo', blanked, seen)).errors).toMatchObject(DESCRIBED)
    expect(await stage.one('proposer', proposalId)).toMatchObject({ title: 'Jedno słowo', grounds: blanked })
  })

  it('stays blank where a form whose answer was lost is sent again', async () => {
    const received = { channel: 'PAPER', onBehalfOf: NAME, receivedAt: '2026-11-02T00:00:00.000Z' }
    const input = { id: randomUUID(), wording: 'Lokal jest wspólny.', ...old, ...received }
    expect((await stage.propose('editor', input)).codes).toEqual([])
    await redact(NAME)
    expect((await stage.propose('editor', input)).errors).toMatchObject(DESCRIBED)
    expect(await everythingKept(stage.target.db)).not.toContain(NAME)
    const now = { ...input, grounds: blanked, onBehalfOf: BLANKS }
    expect((await stage.propose('editor', now)).codes).toEqual([])
  })
})
