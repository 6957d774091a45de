import { randomUUID } from 'node:crypto'
import { baseOf, resolveProposals } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Y from 'yjs'
import type { TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { DESCRIBE, LIST, type Proposal, ProposalStage, TEXT, WITHDRAW } from '../kit/proposal-stage.ts'
import { find } from '../kit/proposals.ts'
import { until } from '../kit/until.ts'

let stage: ProposalStage
let target: TestApp
let people: ProposalStage['people']
let cookies: ProposalStage['cookies']

beforeAll(async () => {
  stage = await ProposalStage.start()
  target = stage.target
  people = stage.people
  cookies = stage.cookies
})
afterAll(() => target.close())
beforeEach(() => stage.beginDocument())

describe('a proposal made in the editor', () => {
  it('is listed with its unit and both wordings, for whoever may read', async () => {
    const id = await stage.proposeInEditor()
    const expected = {
      id,
      state: 'OPEN',
      channel: 'EDITOR',
      author: { id: people.proposer.id },
      unitId: 'b3',
      unitLabel: expect.stringMatching(/ust\.\s2$/),
      wordingBefore: 'Lokal jest miejski.',
      wordingAfter: 'Lokal jest gminny.',
    }
    expect(await stage.one('proposer', id)).toMatchObject({
      ...expected,
      mayDecide: false,
      mayWithdraw: true,
      mayDescribe: true,
    })
    expect(await stage.one('editor', id)).toMatchObject({
      ...expected,
      mayDecide: true,
      mayWithdraw: false,
      mayDescribe: false,
    })
    const { data } = await ask<{ document: { proposals: Proposal[] } }>(target, cookies.commenter, LIST, {
      id: stage.document.id,
    })
    expect(data?.document.proposals).toMatchObject([{ ...expected, mayDecide: false, mayWithdraw: false }])
    expect(await stage.one('stranger', id)).toBeNull()
  })

  it('is described by its author alone, until it is decided', async () => {
    const id = await stage.proposeInEditor()
    const input = { proposalId: id, title: 'Słowo', grounds: 'Tak mówi ustawa.' }
    const { data } = await ask<{ proposal: Proposal }>(target, cookies.proposer, DESCRIBE, { input })
    expect(data?.proposal).toMatchObject({ title: 'Słowo', grounds: 'Tak mówi ustawa.' })
    expect((await ask(target, cookies.editor, DESCRIBE, { input })).codes).toEqual(['FORBIDDEN'])
    expect((await ask(target, cookies.stranger, DESCRIBE, { input })).codes).toEqual(['NOT_FOUND'])
    await stage.decide('editor', [id], 'ACCEPTED')
    const otherwise = { proposalId: id, title: 'Inaczej', grounds: 'Po fakcie.' }
    expect((await ask(target, cookies.proposer, DESCRIBE, { input: otherwise })).codes).toEqual(['CONFLICT'])
    const kept = { title: 'Słowo', grounds: 'Tak mówi ustawa.' }
    expect(await stage.one('proposer', id)).toMatchObject({ state: 'ACCEPTED', ...kept })
  })

  it('is accepted by an editor: the text changes in one write, the words stay their proposer’s', async () => {
    const id = await stage.proposeInEditor()
    expect((await stage.decide('proposer', [id], 'ACCEPTED')).codes).toEqual(['FORBIDDEN'])
    const changed: string[] = []
    const stop = target.app.pubsub.subscribe('proposal', ({ proposalId = '' }) => changed.push(proposalId))
    const { data } = await stage.decide('editor', [id], 'ACCEPTED')
    stop()
    expect(data?.proposals).toMatchObject([
      {
        id,
        state: 'ACCEPTED',
        decidedBy: { id: people.editor.id },
        wordingAfter: 'Lokal jest gminny.',
        mayDecide: false,
      },
    ])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest gminny.')
    expect(await stage.read()).toEqual(baseOf(await stage.read()))
    expect(changed).toContain(id)
    const rows = await target.db.documentUpdate.findMany({
      where: { documentId: stage.document.id },
      orderBy: { seq: 'asc' },
    })
    expect(rows.at(-1)).toMatchObject({
      kind: 'ACCEPTANCE',
      userId: people.editor.id,
      causeType: 'proposal',
      causeId: id,
    })
    const typed = rows.at(-2)
    expect(typed?.userId).toBe(people.proposer.id)
    const told = await target.db.notification.findMany({ where: { proposalId: id } })
    expect(told).toMatchObject([{ userId: people.proposer.id, kind: 'PROPOSAL_DECIDED', actorId: people.editor.id }])
    const audited = await target.db.auditEvent.findMany({ where: { targetId: id } })
    expect(audited).toMatchObject([{ action: 'proposal.accepted', actorId: people.editor.id }])
  })

  it('is declined with a reason; the text is as it was, and what was proposed is kept', async () => {
    const id = await stage.proposeInEditor()
    expect((await stage.decide('editor', [id], 'DECLINED')).codes).toEqual(['INVALID'])
    expect((await stage.decide('editor', [id], 'WITHDRAWN', 'nie')).codes).toEqual(['INVALID'])
    const { data } = await stage.decide('editor', [id], 'DECLINED', 'Inaczej niż w statucie.')
    expect(data?.proposals).toMatchObject([
      { state: 'DECLINED', reason: 'Inaczej niż w statucie.', wordingAfter: 'Lokal jest gminny.' },
    ])
    expect(await stage.read()).toEqual(TEXT)
    expect((await stage.decide('editor', [id], 'ACCEPTED')).codes).toEqual(['CONFLICT'])
  })

  it('is decided together with others, all or none', async () => {
    const ids = [await stage.proposeInEditor()]
    const { data } = await stage.propose('proposer', { unitId: 'b2', wording: 'Najem trwa dwa lata.' })
    ids.push(data?.proposal.id as string)
    expect((await stage.decide('editor', [...ids, randomUUID()], 'ACCEPTED')).codes).toEqual(['NOT_FOUND'])
    expect((await stage.decide('editor', ids, 'ACCEPTED')).codes).toEqual([])
    expect([await stage.wordsOf('b2'), await stage.wordsOf('b3')]).toEqual([
      'Najem trwa dwa lata.',
      'Lokal jest gminny.',
    ])
  })

  it('is withdrawn by its author alone, who may not go on with it', async () => {
    const id = await stage.proposeInEditor()
    const input = { proposalId: id }
    expect((await ask(target, cookies.editor, WITHDRAW, { input })).codes).toEqual(['FORBIDDEN'])
    const { data } = await ask<{ proposal: Proposal }>(target, cookies.proposer, WITHDRAW, { input })
    expect(data?.proposal).toMatchObject({ state: 'WITHDRAWN', mayWithdraw: false })
    expect(await stage.read()).toEqual(TEXT)
    const window = await stage.open('proposer')
    const { codes, details } = await window.write((text) =>
      text.insert(find(text, 'jest'), 'x', { [`ins:${id}`]: true }),
    )
    expect([codes, details]).toEqual([['FORBIDDEN'], ['closed-proposal']])
    await window.wire.close()
  })

  it('is superseded when its marks leave the text, and open again when they come back', async () => {
    const id = await stage.proposeInEditor()
    const window = await stage.open('proposer')
    const stateOf = async () => (await stage.one('proposer', id))?.state
    const away = await window.write((text) => {
      text.delete(find(text, 'gminny'), 6)
      text.format(find(text, 'Lokal'), 19, { [`del:${id}`]: null })
    })
    expect([away.codes, away.details]).toEqual([[], []])
    await until('it to be superseded', async () => (await stateOf()) === 'SUPERSEDED', 20_000)
    const back = await window.write((text) => text.format(find(text, 'miejski'), 7, { [`del:${id}`]: true }))
    expect([back.codes, back.details]).toEqual([[], []])
    await until('it to be open again', async () => (await stateOf()) === 'OPEN', 20_000)
    await window.wire.close()
  })

  it('is not accepted once nothing of it stands in the text, nor what was to be accepted with it', async () => {
    const id = await stage.proposeInEditor()
    const other = (await stage.propose('proposer', { unitId: 'b2', wording: 'Najem trwa dwa lata.' })).data?.proposal.id
    const window = await stage.open('proposer')
    await window.write((text) => {
      text.delete(find(text, 'gminny'), 6)
      text.format(find(text, 'Lokal'), 19, { [`del:${id}`]: null })
    })
    await window.wire.close()
    expect((await stage.decide('editor', [id, other as string], 'ACCEPTED')).codes).toEqual(['CONFLICT'])
    const undecided = { decidedBy: null, mayDecide: true }
    expect(await stage.one('editor', id)).toMatchObject({ state: 'SUPERSEDED', ...undecided })
    expect(await stage.one('editor', other as string)).toMatchObject({ state: 'OPEN', ...undecided })
    expect(baseOf(await stage.read())).toEqual(TEXT)
    expect(await target.db.auditEvent.count({ where: { targetId: id } })).toBe(0)
    const { data } = await stage.decide('editor', [id], 'DECLINED', 'Wycofano słowa.')
    expect(data?.proposals).toMatchObject([{ state: 'DECLINED' }])
  })

  it('that was decided but not yet written, as by a server that stopped, is written by the next one', async () => {
    const id = await stage.proposeInEditor()
    const decided = { state: 'ACCEPTED', decidedAt: target.clock.now(), decidedById: people.editor.id } as const
    await target.db.changeProposal.update({ where: { id }, data: decided })
    await target.restart()
    const seqOf = async () => (await target.db.changeProposal.findUnique({ where: { id } }))?.decisionSeq ?? null
    await until('the decision to be finished', async () => (await seqOf()) !== null, 20_000)
    expect(await stage.wordsOf('b3')).toBe('Lokal jest gminny.')
    expect(await stage.read()).toEqual(baseOf(await stage.read()))
    const row = await target.db.documentUpdate.findFirstOrThrow({
      where: { documentId: stage.document.id, seq: (await seqOf()) ?? 0 },
    })
    expect(row).toMatchObject({ kind: 'REPAIR', causeType: 'proposal', causeId: id })
    const told = () => target.db.notification.findMany({ where: { proposalId: id } })
    await until('its author to be told', async () => (await told()).length > 0)
    expect(await told()).toMatchObject([{ userId: people.proposer.id, kind: 'PROPOSAL_DECIDED' }])
  })

  it('is accepted too where a quiet moment wrote the decision first', async () => {
    const ids = [await stage.proposeInEditor()]
    ids.push(
      (await stage.propose('proposer', { unitId: 'b2', wording: 'Najem trwa dwa lata.' })).data?.proposal.id ?? '',
    )
    const { rooms } = target.app
    const append = rooms.append.bind(rooms)
    const spy = vi.spyOn(rooms, 'append').mockImplementationOnce(async (documentId, write) => {
      const [id = ''] = ids
      const change = (text: Y.Text) => resolveProposals(text, new Set([id]), 'accept', () => true)
      const by = { kind: 'REPAIR', userId: 'server', organizationId: null } as const
      await append(documentId, { ...by, cause: { type: 'proposal', id }, change })
      return append(documentId, write)
    })
    const { codes, data } = await stage.decide('editor', ids, 'ACCEPTED')
    spy.mockRestore()
    expect(codes).toEqual([])
    expect(data?.proposals.map(({ state }) => state)).toEqual(['ACCEPTED', 'ACCEPTED'])
    expect([await stage.wordsOf('b2'), await stage.wordsOf('b3')]).toEqual([
      'Najem trwa dwa lata.',
      'Lokal jest gminny.',
    ])
  })

  it('that was written but not noted, as by a server that stopped, has its place in the log from the next one', async () => {
    const ids = [await stage.proposeInEditor()]
    ids.push(
      (await stage.propose('proposer', { unitId: 'b2', wording: 'Najem trwa dwa lata.' })).data?.proposal.id ?? '',
    )
    await stage.decide('editor', ids, 'ACCEPTED')
    const places = async () => {
      const rows = await target.db.changeProposal.findMany({ where: { id: { in: ids } } })
      return rows.map(({ decisionSeq }) => decisionSeq)
    }
    const noted = await places()
    await target.db.changeProposal.updateMany({ where: { id: { in: ids } }, data: { decisionSeq: null } })
    const window = await stage.open('editor')
    await window.write((text) => text.insert(find(text, 'Lokal'), 'Ten ', {}))
    await window.wire.close()
    await target.restart()
    await until('the places to be noted', async () => !(await places()).includes(null), 20_000)
    expect(await places()).toEqual(noted)
  })

  it('whose marks left the text right before a stop is superseded by the next server, as a lost remark is', async () => {
    const id = await stage.proposeInEditor()
    const lost = {
      id: randomUUID(),
      documentId: stage.document.id,
      unitId: 'b3',
      unitLabel: '',
      quote: 'gminny',
      seq: 1,
    }
    await target.db.thread.create({ data: { ...lost, createdById: people.proposer.id } })
    const window = await stage.open('proposer')
    await window.write((text) => {
      text.delete(find(text, 'gminny'), 6)
      text.format(find(text, 'Lokal'), 19, { [`del:${id}`]: null })
    })
    await window.wire.close()
    await target.restart()
    expect((await target.db.changeProposal.findUnique({ where: { id } }))?.state).toBe('OPEN')
    await until('it to be superseded', async () => (await stage.one('proposer', id))?.state === 'SUPERSEDED', 20_000)
    const lostSeq = async () => (await target.db.thread.findUnique({ where: { id: lost.id } }))?.lostSeq ?? null
    await until('the remark to be lost', async () => (await lostSeq()) !== null, 20_000)
  })

  it('keeps what others typed inside it when it is declined', async () => {
    const id = await stage.proposeInEditor()
    const window = await stage.open('editor')
    expect((await window.write((text) => text.insert(find(text, 'gminny') + 2, 'NASZE', {}))).codes).toEqual([])
    await stage.decide('editor', [id], 'DECLINED', 'Nie.')
    expect(await stage.wordsOf('b3')).toBe('Lokal jest miejskiNASZE.')
    await window.wire.close()
  })
})
