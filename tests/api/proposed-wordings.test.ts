import { randomUUID } from 'node:crypto'
import { baseOf } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { ProposalStage, TEXT, WITHDRAW } from '../kit/proposal-stage.ts'
import { find, newMarker } from '../kit/proposals.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

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

describe('a wording proposed from a form', () => {
  it('becomes marks in the text in the sender’s name; the same request again is the same proposal', async () => {
    const id = randomUUID()
    const input = { id, wording: 'Lokal jest i będzie miejski.', grounds: 'Dla pewności.', title: 'Pewność' }
    const { data, codes } = await stage.propose('proposer', input)
    expect(codes).toEqual([])
    expect(data?.proposal).toMatchObject({
      state: 'OPEN',
      channel: 'FORM',
      title: 'Pewność',
      grounds: 'Dla pewności.',
      author: { id: people.proposer.id },
      enteredBy: null,
      wordingBefore: 'Lokal jest miejski.',
      wordingAfter: 'Lokal jest i będzie miejski.',
    })
    expect(baseOf(await stage.read())).toEqual(TEXT)
    const { seq } = await target.app.rooms.read(stage.document.id)
    expect((await stage.propose('proposer', input)).data?.proposal.id).toBe(id)
    expect((await target.app.rooms.read(stage.document.id)).seq).toBe(seq)
    expect((await stage.propose('editor', input)).codes).toEqual(['CONFLICT'])
    await stage.decide('editor', [id], 'ACCEPTED')
    expect(await stage.wordsOf('b3')).toBe('Lokal jest i będzie miejski.')
  })

  it('that was sent again, as to a server that stopped half-way, has its title, grounds and origin', async () => {
    const id = randomUUID()
    const origin = { channel: 'PAPER', onBehalfOf: 'Jan Kowalski', receivedAt: '2026-11-02T00:00:00.000Z' }
    const input = { id, wording: 'Lokal jest wspólny.', title: 'Wspólny', grounds: 'Bo tak.', ...origin }
    await stage.propose('editor', input)
    const cut = { title: '', grounds: '', channel: 'EDITOR', onBehalfOf: null, receivedAt: null } as const
    const found = { unitId: null, unitLabel: '', wordingBefore: null, wordingAfter: null }
    await target.db.changeProposal.update({ where: { id }, data: { ...cut, ...found, enteredById: null } })
    const { seq } = await target.app.rooms.read(stage.document.id)
    const { data } = await stage.propose('editor', input)
    const whole = { title: 'Wspólny', grounds: 'Bo tak.', ...origin, enteredBy: { id: people.editor.id } }
    expect(data?.proposal).toMatchObject({ id, wordingAfter: 'Lokal jest wspólny.', ...whole })
    expect(await target.db.changeProposal.findUnique({ where: { id } })).toMatchObject({ unitId: 'b3' })
    expect((await target.app.rooms.read(stage.document.id)).seq).toBe(seq)
  })

  it.each(['ACCEPTED', 'DECLINED', 'WITHDRAWN'] as const)('is not said to be proposed once it is %s', async (state) => {
    const id = randomUUID()
    const input = { id, wording: 'Lokal jest wspólny.', title: 'Wspólny', grounds: 'Bo tak.' }
    await stage.propose('proposer', input)
    if (state === 'WITHDRAWN') await gql(target, cookies.proposer, WITHDRAW, { input: { proposalId: id } })
    else await stage.decide('editor', [id], state, 'Tak postanowiono.')
    const { seq } = await target.app.rooms.read(stage.document.id)
    const late = await stage.propose('proposer', { ...input, title: 'Inny', grounds: 'Po fakcie.' })
    expect(late.errors).toMatchObject([{ extensions: { code: 'CONFLICT', detail: 'decided' } }])
    const row = await target.db.changeProposal.findUnique({ where: { id } })
    expect(row).toMatchObject({ state, title: 'Wspólny', grounds: 'Bo tak.' })
    expect((await target.app.rooms.read(stage.document.id)).seq).toBe(seq)
  })

  it('is not said to be proposed where nothing of it stands in the text any more', async () => {
    const id = randomUUID()
    const input = { id, wording: 'Lokal jest wspólny.', title: 'Wspólny', grounds: 'Bo tak.' }
    await stage.propose('commenter', input)
    const window = await stage.open('editor')
    const { codes } = await window.write((text) => {
      text.delete(find(text, 'miejski'), 'miejskiwspólny'.length)
    })
    expect(codes).toEqual([])
    await window.wire.close()
    expect(baseOf(await stage.read())).toEqual(await stage.read())
    const late = await stage.propose('commenter', input)
    expect(late.errors).toMatchObject([{ extensions: { code: 'CONFLICT', detail: 'gone' } }])
    expect((await stage.propose('commenter', { ...input, id: randomUUID() })).codes).toEqual([])
  })

  it('that was written on another text than there is now is refused, and takes nobody’s words out', async () => {
    const base = 'Lokal jest miejski.'
    const window = await stage.open('editor')
    await window.write((text) => text.insert(find(text, 'miejski') + 7, ' i nie podlega sprzedaży', {}))
    const input = { id: randomUUID(), wording: 'Lokal jest zawsze miejski.', base }
    expect((await stage.propose('commenter', input)).errors).toMatchObject([
      { extensions: { code: 'CONFLICT', detail: 'base' } },
    ])
    expect(await stage.read()).toEqual(baseOf(await stage.read()))
    expect(await target.db.changeProposal.count({ where: { documentId: stage.document.id } })).toBe(0)
    const now = 'Lokal jest miejski i nie podlega sprzedaży.'
    const again = { ...input, base: now, wording: now.replace('jest', 'jest zawsze') }
    expect((await stage.propose('commenter', again)).codes).toEqual([])
    expect((await stage.propose('commenter', { ...again, base })).codes).toEqual([])
    await stage.decide('editor', [input.id], 'ACCEPTED')
    expect(await stage.wordsOf('b3')).toBe('Lokal jest zawsze miejski i nie podlega sprzedaży.')
    await window.wire.close()
  })

  it('to a unit that somebody proposes to divide is about all of it', async () => {
    const [split, id] = [randomUUID(), randomUUID()]
    const window = await stage.open('proposer')
    const { codes } = await window.write((text) =>
      text.insertEmbed(find(text, ' miejski'), newMarker(randomUUID(), { kind: 'ust', ins: split, flow: 1 })),
    )
    expect(codes).toEqual([])
    const base = 'Lokal jest miejski.'
    const input = { id, base, wording: 'Lokal ten jest stale miejski i wspólny.' }
    expect((await stage.propose('commenter', input)).codes).toEqual([])
    await stage.decide('editor', [id], 'ACCEPTED')
    await stage.decide('editor', [split], 'DECLINED', 'Nie.')
    expect(await stage.wordsOf('b3')).toBe('Lokal ten jest stale miejski i wspólny.')
    await window.wire.close()
  })

  it('is open to people of the NGOs who may only comment, as long as the text is written', async () => {
    expect(await stage.abilitiesOf('commenter')).toMatchObject({ propose: false, proposeByForm: true })
    const { data, codes } = await stage.propose('commenter', { wording: 'Lokal jest wspólny.', grounds: 'Tak.' })
    expect(codes).toEqual([])
    expect(data?.proposal).toMatchObject({ state: 'OPEN', author: { id: people.commenter.id }, mayWithdraw: true })
    expect(baseOf(await stage.read())).toEqual(TEXT)
    const window = await stage.open('commenter')
    const { codes: refused } = await window.write((text) => text.insert(find(text, 'jest'), 'x', {}))
    expect(refused).toEqual(['FORBIDDEN'])
    await window.wire.close()
    await target.db.document.update({ where: { id: stage.document.id }, data: { stage: 'ADOPTION' } })
    expect(await stage.abilitiesOf('commenter')).toMatchObject({ comment: true, proposeByForm: false })
    expect((await stage.propose('commenter', { wording: 'Lokal jest nasz.' })).codes).toEqual(['FORBIDDEN'])
  })

  it('asks for the right to propose, a unit, and another wording', async () => {
    expect((await stage.propose('clerk', { wording: 'x' })).codes).toEqual(['FORBIDDEN'])
    expect((await stage.propose('stranger', { wording: 'x' })).codes).toEqual(['NOT_FOUND'])
    expect((await stage.propose('proposer', { wording: 'Lokal jest miejski.' })).codes).toEqual(['INVALID'])
    expect((await stage.propose('proposer', { unitId: 'nie-ma', wording: 'x' })).codes).toEqual(['INVALID'])
    expect((await stage.propose('proposer', { id: 'p1', wording: 'x' })).codes).toEqual(['INVALID'])
    expect((await stage.propose('proposer', { wording: 'x'.repeat(20_001) })).codes).toEqual(['TOO_LARGE'])
    expect(await stage.read()).toEqual(TEXT)
    expect(await target.db.changeProposal.count({ where: { documentId: stage.document.id } })).toBe(0)
  })

  it.each(['editor', 'clerk'] as const)('that came on paper is entered by the %s, with whose and when', async (who) => {
    const receivedAt = '2026-11-02T00:00:00.000Z'
    const paper = { wording: 'Lokal jest wspólny.', channel: 'PAPER', onBehalfOf: 'Jan Kowalski', receivedAt }
    expect((await stage.propose('proposer', paper)).codes).toEqual(['FORBIDDEN'])
    expect((await stage.propose('commenter', paper)).codes).toEqual(['FORBIDDEN'])
    expect(await stage.abilitiesOf(who)).toMatchObject({ enterProposals: true })
    const { data, codes } = await stage.propose(who, paper)
    expect(codes).toEqual([])
    expect(data?.proposal).toMatchObject({
      channel: 'PAPER',
      onBehalfOf: 'Jan Kowalski',
      receivedAt,
      enteredBy: { id: people[who].id },
    })
  })

  it.each(['PAPER', 'EMAIL', 'MEETING'])(
    'that came another way (%s) says whose it is and when it came',
    async (channel) => {
      const entered = { wording: 'Lokal jest wspólny.', channel }
      const receivedAt = '2026-11-02T00:00:00.000Z'
      const answers = [
        await stage.propose('editor', { ...entered, receivedAt }),
        await stage.propose('editor', { ...entered, receivedAt, onBehalfOf: ' ' }),
        await stage.propose('editor', { ...entered, onBehalfOf: 'Jan Kowalski' }),
        // Tomorrow, by the clocks of Krakow.
        ...(await Promise.all(
          [
            new Date(target.clock.now().getTime() + 26 * 3_600_000).toISOString(),
            '0206-11-02T00:00:00.000Z',
            '1899-12-30T00:00:00.000Z',
            '+012026-11-02T00:00:00.000Z',
          ].map((impossible) =>
            stage.propose('editor', { ...entered, onBehalfOf: 'Jan Kowalski', receivedAt: impossible }),
          ),
        )),
      ]
      expect(answers.flatMap(({ codes }) => codes)).toEqual(Array.from(answers, () => 'INVALID'))
      expect(await stage.read()).toEqual(TEXT)
    },
  )
})

describe('open pages', () => {
  it('hear which proposals change, and strangers nothing', async () => {
    const wires = await Promise.all(
      (['commenter', 'stranger'] as const).map((who) => openWire(target, { cookie: cookies[who] })),
    )
    const heard = wires.map((wire) => {
      const ids: string[] = []
      const query = 'subscription ($id: ID!) { proposalEvents(documentId: $id) { proposalId } }'
      wire.start(query, { id: stage.document.id }, ({ payload }) => ids.push(JSON.stringify(payload ?? null)))
      return ids
    })
    await Promise.all(wires.map((wire) => wire.ask('{ __typename }')))
    const { data } = await stage.propose('proposer', { wording: 'Lokal jest nasz.' })
    const id = data?.proposal.id as string
    await until('the reader to hear of it', () => heard[0]?.some((text) => text.includes(id)))
    expect(heard[1]?.some((text) => text.includes(id))).toBe(false)
    expect(heard[1]?.[0]).toContain('NOT_FOUND')
    await Promise.all(wires.map((wire) => wire.close()))
  })

  it('hear of one made in the editor at once, and not with every key', async () => {
    const told: string[] = []
    const stop = target.app.pubsub.subscribe('proposal', ({ proposalId = '' }) => told.push(proposalId))
    const [first, second] = [randomUUID(), randomUUID()]
    const window = await stage.open('proposer')
    const typed = async (id: string, words: string) => {
      const { codes } = await window.write((text) => text.insert(find(text, 'miejski'), words, { [`ins:${id}`]: true }))
      expect(codes).toEqual([])
    }
    await typed(first, 'n')
    expect(told).toEqual([first])
    for (const key of 'iekoniecznie') await typed(first, key)
    expect(told.length).toBeLessThan(6)
    await typed(second, 'i')
    expect(told.at(-1)).toBe(second)
    stop()
    await window.wire.close()
  })
})
