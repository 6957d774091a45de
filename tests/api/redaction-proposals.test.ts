// Words that nobody wrote in one piece: they are read where proposals are decided in their thought.

import { randomUUID } from 'node:crypto'
import { baseOf } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ask } from '../kit/client.ts'
import { everythingKept } from '../kit/everything-kept.ts'
import { ProposalStage } from '../kit/proposal-stage.ts'
import { find } from '../kit/proposals.ts'
import { until } from '../kit/until.ts'

const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
let stage: ProposalStage

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(() => stage.beginDocument())

async function redact(text: string): Promise<string> {
  const input = { id: randomUUID(), documentId: stage.document.id, text, reason: 'Dane osobowe' }
  return (await ask(stage.target, stage.cookies.editor, REDACT, { input })).codes[0] ?? 'DONE'
}

async function statedOf(id: string): Promise<string> {
  const { wordingBefore, wordingAfter } = await stage.target.db.changeProposal.findUniqueOrThrow({ where: { id } })
  return `${wordingBefore} → ${wordingAfter}`
}

/** Nowhere in text, log or proposals; also nobody finds them who looks again. */
async function expectGone(words: string, part: string): Promise<void> {
  expect(JSON.stringify(await stage.read())).not.toContain(part)
  expect(await everythingKept(stage.target.db)).not.toContain(words)
  expect(await redact(words)).toBe('NOT_FOUND')
}

it('what an open proposal would make goes from text, log and proposal, and does not come back by itself', async () => {
  const id = await stage.proposeInEditor()
  await until('the wording', async () => (await statedOf(id)).includes('gminny'))
  expect(await redact('Lokal jest gminny')).toBe('DONE')
  await expectGone('Lokal jest gminny', 'gminny')
  await stage.target.app.rooms.append(stage.document.id, {
    kind: 'EDIT',
    userId: stage.people.editor.id,
    organizationId: stage.people.editor.organizationId,
    change: (text) => text.insert(find(text, 'Najem'), 'Ten '),
  })
  await until('a quiet moment', async () => (await statedOf(id)).includes('[usunięto]'))
  expect(await statedOf(id)).not.toMatch(/gminny|Lokal jest/)
  expect(await stage.one('editor', id)).toMatchObject({ state: 'OPEN' })
  await expectGone('Lokal jest gminny', 'gminny')
})

it('words of the text, across what somebody proposes between them, go too', async () => {
  const id = randomUUID()
  const window = await stage.open('proposer')
  const { codes } = await window.write((text) => {
    text.insert(find(text, 'jest miejski'), 'dziś ', { [`ins:${id}`]: true })
  })
  expect(codes).toEqual([])
  await window.wire.close()
  expect(await redact('Lokal jest miejski')).toBe('DONE')
  await expectGone('Lokal jest miejski', 'Lokal')
  expect(JSON.stringify(baseOf(await stage.read()))).toContain('[usunięto]')
})

it.each(['ACCEPTED', 'DECLINED'])('of a proposal that was decided since, too (%s)', async (state) => {
  const id = await stage.proposeInEditor()
  expect((await stage.decide('editor', [id], state, 'Po rozmowie')).codes).toEqual([])
  expect(await redact('Lokal jest gminny')).toBe('DONE')
  await expectGone('Lokal jest gminny', 'gminny')
})
