import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { DESCRIBE, LIST, type Proposal, ProposalStage, type Who } from '../kit/proposal-stage.ts'
import { downloadRemarks } from '../kit/remark-files.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'
import { readCsv } from '../kit/workbook.ts'

const HIDE =
  'mutation ($input: HideProposalInput!) { hideProposal(input: $input) { id hiddenAt hiddenReason mayHide } }'
const ROWS = `query ($documentId: ID!, $filter: RemarkFilter) { remarks(documentId: $documentId, filter: $filter, first: 10) {
  totalCount items { id title words hiddenReason grounds reason state } } }`
const SUBMITTERS = `query ($documentId: ID!) { remarks(documentId: $documentId, first: 10) {
  items { id submitter } choices { submitters { name } } } }`
const AUTHORS = 'query ($id: ID!) { authorship(documentId: $id) { sources { proposal { id onBehalfOf } } } }'
const NOTICES = '{ notifications(first: 10, unreadOnly: false) { items { kind excerpt } } }'
const MINUTE = 60_000

const SAID = { title: 'Obelga w tytule', grounds: 'Obelga w uzasadnieniu.' }
const WHY = 'Obelga w powodzie.'
const NOTHING = { title: '', grounds: '', wordingAfter: '', reason: null }

interface Submitters {
  items: { id: string; submitter: string | null }[]
  choices: { submitters: { name: string }[] }
}

let stage: ProposalStage
let target: TestApp
let id: string

beforeAll(async () => {
  stage = await ProposalStage.start()
  target = stage.target
})
afterAll(() => target.close())

/** A proposal with words that not everybody should read; its document is managed by the editor. */
beforeEach(async () => {
  await stage.beginDocument()
  await stage.document.member(stage.people.editor, 'EDITOR', true)
  const { data } = await stage.propose('commenter', { wording: 'Obelga w brzmieniu.', ...SAID })
  id = data?.proposal.id ?? ''
})

const hide = (who: Who, reason?: string) =>
  ask(target, stage.cookies[who], HIDE, { input: { proposalId: id, ...(reason !== undefined && { reason }) } })

async function rowsFor(who: Who, search?: string) {
  const variables = { documentId: stage.document.id, ...(search && { filter: { search } }) }
  const { remarks } = await gql<{ remarks: { totalCount: number; items: object[] } }>(
    target,
    stage.cookies[who],
    ROWS,
    variables,
  )
  return remarks
}

const auditOf = () =>
  target.db.auditEvent.findMany({
    where: { targetId: id, action: { in: ['proposal.hidden', 'proposal.shown'] } },
    orderBy: { at: 'asc' },
    select: { action: true, actorId: true, detail: true },
  })

describe('a proposal is hidden', () => {
  it('by who manages the document or coordinates the Forum, and with a reason', async () => {
    for (const who of ['commenter', 'proposer', 'clerk'] as const) {
      expect((await hide(who, 'Obraża.')).codes).toEqual(['FORBIDDEN'])
      expect(await stage.one(who, id)).toMatchObject({ mayHide: false })
    }
    expect((await hide('stranger', 'Obraża.')).codes).toEqual(['NOT_FOUND'])
    expect((await hide('editor', '  ')).codes).toEqual(['INVALID'])
    expect((await hide('editor', 'Obraża.')).codes).toEqual([])
    expect(await stage.one('editor', id)).toMatchObject({ mayHide: true, hiddenReason: 'Obraża.' })
  })

  it('from everybody but its author and who may hide it, and shown again, with rows in the audit', async () => {
    await stage.decide('editor', [id], 'DECLINED', WHY)
    await hide('editor', 'Obraża.')
    const all = { ...SAID, reason: WHY, wordingAfter: 'Obelga w brzmieniu.' }
    expect(await stage.one('proposer', id)).toMatchObject({ ...NOTHING, hiddenReason: 'Obraża.' })
    expect(await stage.one('commenter', id)).toMatchObject({ ...all, hiddenReason: 'Obraża.' })
    expect(await stage.one('editor', id)).toMatchObject(all)
    const { data } = await ask<{ document: { proposals: Proposal[] } }>(target, stage.cookies.clerk, LIST, {
      id: stage.document.id,
    })
    expect(data?.document.proposals).toMatchObject([NOTHING])

    expect((await hide('editor')).codes).toEqual([])
    expect(await stage.one('proposer', id)).toMatchObject({ ...all, hiddenReason: null })
    const by = { actorId: stage.people.editor.id }
    expect(await auditOf()).toMatchObject([
      { ...by, action: 'proposal.hidden', detail: { reason: 'Obraża.' } },
      { ...by, action: 'proposal.shown', detail: { reason: 'Obraża.', hiddenById: stage.people.editor.id } },
    ])
  })

  it('from the comparison that shows it alone', async () => {
    const compare =
      'query ($id: ID!, $p: ID!) { compare(documentId: $id, from: { beforeProposal: $p }, to: { afterProposal: $p }) { units { pieces } } }'
    const words = async (who: Who) => {
      const { data, codes } = await ask(target, stage.cookies[who], compare, { id: stage.document.id, p: id })
      return [codes, JSON.stringify(data).includes('Obelga')]
    }
    await stage.decide('editor', [id], 'DECLINED', WHY)
    expect(await words('proposer')).toEqual([[], true])
    await hide('editor', 'Obraża.')
    expect(await words('proposer')).toEqual([['NOT_FOUND'], false])
    for (const who of ['commenter', 'editor'] as const) expect(await words(who)).toEqual([[], true])
  })

  it('in the table and its files, for everybody, and is found by no search', async () => {
    await stage.decide('editor', [id], 'DECLINED', WHY)
    expect((await rowsFor('proposer', 'obelga')).totalCount).toBe(1)
    await hide('editor', 'Obraża.')
    for (const who of ['commenter', 'editor'] as const) {
      expect((await rowsFor(who)).items).toMatchObject([
        { id, title: '', words: null, grounds: '', reason: '', hiddenReason: 'Obraża.', state: 'DECLINED' },
      ])
      expect((await rowsFor(who, 'obelga')).totalCount).toBe(0)
    }
    const wish = { documentId: stage.document.id, format: 'CSV' } as const
    const { text } = await downloadRemarks(target, stage.cookies.editor, wish)
    expect(readCsv(text.slice(1))).toHaveLength(2)
    expect(text).not.toContain('Obelga')
    expect(text).toContain('Obraża.')
  })

  it('in the notice of its decision, and in the mail that was not sent yet', async () => {
    await stage.decide('editor', [id], 'DECLINED', WHY)
    const excerpts = async () =>
      (await gql<{ notifications: { items: object[] } }>(target, stage.cookies.commenter, NOTICES)).notifications.items
    expect((await excerpts())[0]).toEqual({ kind: 'PROPOSAL_DECIDED', excerpt: WHY })
    await hide('editor', 'Obraża.')
    expect((await excerpts())[0]).toEqual({ kind: 'PROPOSAL_DECIDED', excerpt: null })
    target.clock.advance(61 * MINUTE)
    await target.app.mailDue()
    const [mail, ...more] = target.mails.filter(({ text }) => text.includes(id))
    expect(more).toEqual([])
    expect(mail?.text).toContain('Propozycja odrzucona')
    expect(JSON.stringify(mail)).not.toContain('Obelga')
  })

  it('on pages that are open: they are told which one, and read it anew', async () => {
    const wire = await openWire(target, { cookie: stage.cookies.proposer })
    const heard: unknown[] = []
    const query = 'subscription ($id: ID!) { proposalEvents(documentId: $id) { proposalId } }'
    wire.start(query, { id: stage.document.id }, ({ payload }) => heard.push(payload))
    await wire.ask('{ unreadNotifications }')
    await hide('editor', 'Obraża.')
    await until('it to be heard', () => heard.length > 0)
    expect(heard[0]).toEqual({ data: { proposalEvents: { proposalId: id } } })
    expect(await stage.one('proposer', id)).toMatchObject(NOTHING)
    await wire.close()
  })

  it('while it is open, and is not described anew by its author; its words leave the text by being declined', async () => {
    await hide('editor', 'Obraża.')
    expect(await stage.one('commenter', id)).toMatchObject({ state: 'OPEN', mayDescribe: false, mayWithdraw: true })
    const input = { proposalId: id, title: 'Obelga druga', grounds: '' }
    expect((await ask(target, stage.cookies.commenter, DESCRIBE, { input })).codes).toEqual(['CONFLICT'])
    expect((await stage.decide('editor', [id], 'DECLINED', 'Obraża.')).codes).toEqual([])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest miejski.')
    expect(await stage.one('proposer', id)).toMatchObject({ ...NOTHING, state: 'DECLINED' })
  })

  it('with on whose behalf it was entered: in cards, the table, its choices, searches, files and whatever leads to it', async () => {
    const paper = { channel: 'PAPER', onBehalfOf: 'Obelga z Imienia', receivedAt: '2026-10-06T00:00:00.000Z' }
    const { data } = await stage.propose('clerk', { wording: 'Lokal jest wspólny.', title: 'Z papieru', ...paper })
    id = data?.proposal.id ?? ''
    const submitters = async (who: Who) => {
      const { remarks } = await gql<{ remarks: Submitters }>(target, stage.cookies[who], SUBMITTERS, {
        documentId: stage.document.id,
      })
      const { submitter } = remarks.items.find((row) => row.id === id) ?? {}
      return [submitter, remarks.choices.submitters.some(({ name }) => name === paper.onBehalfOf)]
    }
    const wrote = async (who: Who) => {
      const { authorship } = await gql<{ authorship: { sources: { proposal: object | null }[] } }>(
        target,
        stage.cookies[who],
        AUTHORS,
        { id: stage.document.id },
      )
      return authorship.sources.flatMap(({ proposal }) => proposal ?? []).find((one) => 'id' in one && one.id === id)
    }
    const csv = async () => {
      const wish = { documentId: stage.document.id, format: 'CSV' } as const
      return (await downloadRemarks(target, stage.cookies.proposer, wish)).text
    }
    expect([await submitters('proposer'), await wrote('proposer')]).toEqual([
      [paper.onBehalfOf, true],
      { id, onBehalfOf: paper.onBehalfOf },
    ])
    await hide('editor', 'Zgłoszenie nie było publiczne.')

    expect(await stage.one('proposer', id)).toMatchObject({
      onBehalfOf: null,
      enteredBy: { id: stage.people.clerk.id },
    })
    for (const who of ['clerk', 'editor'] as const) {
      expect(await stage.one(who, id)).toMatchObject({ onBehalfOf: paper.onBehalfOf })
    }
    expect(await wrote('proposer')).toEqual({ id, onBehalfOf: null })
    for (const who of ['proposer', 'clerk', 'editor'] as const) expect(await submitters(who)).toEqual([null, false])
    expect((await rowsFor('proposer', 'z imienia')).totalCount).toBe(0)
    const filter = { submitterId: `name:${paper.onBehalfOf}` }
    const rows = await ask<{ remarks: { totalCount: number } }>(target, stage.cookies.proposer, ROWS, {
      documentId: stage.document.id,
      filter,
    })
    expect(rows.data?.remarks.totalCount).toBe(0)
    expect(await csv()).not.toContain('Obelga z Imienia')
    expect(await csv()).toContain('ukryto, w czyim imieniu')
  })
})
