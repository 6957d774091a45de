import { randomUUID } from 'node:crypto'
import { baseOf } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as Y from 'yjs'
import { ask } from '../kit/client.ts'
import { ProposalStage, TEXT, WITHDRAW } from '../kit/proposal-stage.ts'
import { find } from '../kit/proposals.ts'
import type { Window } from '../kit/wire.ts'

let stage: ProposalStage

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(() => stage.beginDocument())

const refusedAs = (detail: string) => [{ extensions: { code: 'CONFLICT', detail } }]

async function goOn(id: string, words = ' i wolno go sprzedać'): Promise<void> {
  await inWindow('proposer', (window) =>
    window.write((text) => text.insert(find(text, 'gminny') + 6, words, { [`ins:${id}`]: true })),
  )
}

async function inWindow(who: 'proposer' | 'editor', write: (window: Window) => Promise<{ codes: string[] }>) {
  const window = await stage.open(who)
  expect((await write(window)).codes).toEqual([])
  await window.wire.close()
}

async function other(): Promise<string> {
  const { data } = await stage.propose('proposer', { unitId: 'b2', wording: 'Najem trwa dwa lata.' })
  return data?.proposal.id ?? ''
}

describe('a decision on what was shown', () => {
  it.each(['ACCEPTED', 'DECLINED'])(
    'is not made (%s) where the proposal goes on meanwhile, of none of several',
    async (state) => {
      const [id, second] = [await stage.proposeInEditor(), await other()]
      const seen = [await stage.seen('editor', id), await stage.seen('editor', second)]
      await goOn(id)
      expect((await stage.decide('editor', [id, second], state, 'Nie.', seen)).errors).toMatchObject(
        refusedAs('changed'),
      )
      expect(baseOf(await stage.read())).toEqual(TEXT)
      for (const each of [id, second]) {
        expect(await stage.one('editor', each)).toMatchObject({ state: 'OPEN', decidedBy: null, reason: null })
      }
      const again = [await stage.seen('editor', id), await stage.seen('editor', second)]
      expect((await stage.decide('editor', [id, second], state, 'Nie.', again)).codes).toEqual([])
    },
  )

  it('is not made where it goes on between the question and the write', async () => {
    const id = await stage.proposeInEditor()
    const seen = [await stage.seen('editor', id)]
    const { rooms } = stage.target.app
    const append = rooms.append.bind(rooms)
    const spy = vi.spyOn(rooms, 'append').mockImplementationOnce(async (documentId, write) => {
      const by = { kind: 'REPAIR', userId: 'server', organizationId: null } as const
      const change = (text: Y.Text) => text.insert(find(text, 'gminny') + 6, ' i nie', { [`ins:${id}`]: true })
      await append(documentId, { ...by, change })
      return append(documentId, write)
    })
    const { errors } = await stage.decide('editor', [id], 'ACCEPTED', '', seen)
    spy.mockRestore()
    expect(errors).toMatchObject(refusedAs('changed'))
    expect(await stage.one('editor', id)).toMatchObject({ state: 'OPEN', decidedBy: null })
    expect(await stage.target.db.notification.count({ where: { proposalId: id } })).toBe(0)
  })

  it.each([
    ['is put elsewhere', (id: string) => ({ at: 'Lokal', words: 'nie', id })],
    ['takes more out', (id: string) => ({ at: 'Lokal', words: null, id })],
  ])('is not made where the same proposal %s', async (_what, changeOf) => {
    const id = await stage.proposeInEditor()
    const seen = [await stage.seen('editor', id)]
    const { at, words } = changeOf(id)
    await inWindow('proposer', (window) =>
      window.write((text) => {
        const index = find(text, at)
        if (words === null) text.format(index, at.length, { [`del:${id}`]: true })
        else text.insert(index, words, { [`ins:${id}`]: true })
      }),
    )
    expect((await stage.decide('editor', [id], 'ACCEPTED', '', seen)).errors).toMatchObject(refusedAs('changed'))
  })

  it('is made while others write elsewhere in the same unit', async () => {
    const id = await stage.proposeInEditor()
    const writeBefore = (place: string, words: string) =>
      inWindow('editor', (window) => window.write((text) => text.insert(find(text, place), words, {})))
    await writeBefore('Lokal', 'Koszty remontu ponosi miasto. ')
    const seen = [await stage.seen('editor', id)]
    await writeBefore('Koszty', 'Uwaga: ')
    expect((await stage.decide('editor', [id], 'ACCEPTED', '', seen)).codes).toEqual([])
    expect(await stage.wordsOf('b3')).toBe('Uwaga: Koszty remontu ponosi miasto. Lokal jest gminny.')
  })

  it('is made without it, too; what is decided has nothing to be seen', async () => {
    const id = await stage.proposeInEditor()
    expect((await stage.decide('editor', [id], 'ACCEPTED')).codes).toEqual([])
    expect((await stage.one('editor', id))?.hash).toBeNull()
  })
})

describe('of two who decide at once', () => {
  it('one does, and the other is told that it was somebody else', async () => {
    for (let round = 0; round < 5; round += 1) {
      await stage.beginDocument()
      const id = await stage.proposeInEditor()
      const [accepted, declined] = await Promise.all([
        stage.decide('editor', [id], 'ACCEPTED'),
        stage.decide('editor', [id], 'DECLINED', 'Nie.'),
      ])
      const state = (await stage.one('editor', id))?.state
      const [winner, loser] = state === 'ACCEPTED' ? [accepted, declined] : [declined, accepted]
      expect(winner.codes).toEqual([])
      expect(loser.errors).toMatchObject(refusedAs('decided'))
      expect(await stage.wordsOf('b3')).toBe(state === 'ACCEPTED' ? 'Lokal jest gminny.' : 'Lokal jest miejski.')
    }
  })

  it('each the same, both did', async () => {
    const id = await stage.proposeInEditor()
    const answers = await Promise.all([1, 2].map(() => stage.decide('editor', [id], 'ACCEPTED')))
    expect(answers.map(({ codes }) => codes)).toEqual([[], []])
  })

  it('an author who takes it back is told, too', async () => {
    const id = await stage.proposeInEditor()
    await raceWith(id, 'ACCEPTED')
    const input = { proposalId: id }
    const { errors } = await ask(stage.target, stage.cookies.proposer, WITHDRAW, { input })
    expect(errors).toMatchObject(refusedAs('decided'))
  })

  it('several together are decided all or none', async () => {
    const ids = [await stage.proposeInEditor(), await other()].sort()
    await raceWith(ids[1] ?? '', 'DECLINED')
    expect((await stage.decide('editor', ids, 'ACCEPTED')).errors).toMatchObject(refusedAs('decided'))
    expect(await stage.one('editor', ids[0] ?? '')).toMatchObject({ state: 'OPEN', decidedBy: null })
    expect(baseOf(await stage.read())).toEqual(TEXT)
    expect(await stage.target.db.auditEvent.count({ where: { targetId: ids[0] ?? '' } })).toBe(0)
  })
})

describe('a decision on several of which one cannot be written', () => {
  const WORDING = 'Najem trwa dwa lata.'

  async function two(): Promise<[string, string]> {
    const [first = '', second = ''] = [randomUUID(), randomUUID()].sort()
    await stage.propose('proposer', { id: first, unitId: 'b3', wording: 'Lokal jest gminny.' })
    await stage.propose('proposer', { id: second, unitId: 'b2', wording: WORDING })
    return [first, second]
  }

  it('leaves all as undecided as they were', async () => {
    const ids = await two()
    const { db } = stage.target
    await db.$executeRaw`ALTER TABLE "ChangeProposal" ADD CONSTRAINT "unwritable"
      CHECK ("state" <> 'ACCEPTED' OR "wordingAfter" NOT LIKE 'Najem trwa dwa%') NOT VALID`
    expect((await stage.decide('editor', ids, 'ACCEPTED')).codes).not.toEqual([])
    await db.$executeRaw`ALTER TABLE "ChangeProposal" DROP CONSTRAINT "unwritable"`
    for (const id of ids) expect(await stage.one('editor', id)).toMatchObject({ state: 'OPEN', decidedBy: null })
    expect(baseOf(await stage.read())).toEqual(TEXT)
    expect((await stage.decide('editor', ids, 'ACCEPTED')).codes).toEqual([])
    expect(await stage.wordsOf('b2')).toBe(WORDING)
  })

  it.each(['ACCEPTED', 'DECLINED'])(
    'is made (%s) though one holds what no database keeps, which was taken once',
    async (state) => {
      const ids = await two()
      await stage.target.app.rooms.append(stage.document.id, {
        kind: 'EDIT',
        userId: stage.people.proposer.id,
        organizationId: null,
        change: (text) => text.insert(find(text, 'dwa'), 'zły\0 ', { [`ins:${ids[1]}`]: true }),
      })
      expect((await stage.decide('editor', ids, state, 'Nie.')).codes).toEqual([])
      expect(await stage.one('editor', ids[0])).toMatchObject({ state })
      expect(await stage.one('editor', ids[1])).toMatchObject({
        state,
        wordingAfter: expect.stringContaining('zły\ufffd '),
      })
    },
  )

  it('is hidden for a reason of half characters, too', async () => {
    const [id] = await two()
    const hide = 'mutation ($input: HideProposalInput!) { hideProposal(input: $input) { id } }'
    const input = { proposalId: id, reason: 'Obraża \ud83d.' }
    expect((await ask(stage.target, stage.cookies.editor, hide, { input })).codes).toEqual([])
  })
})

/** Somebody else decides right before the next one claims it, after it was read as undecided. */
async function raceWith(id: string, state: 'ACCEPTED' | 'DECLINED'): Promise<void> {
  const { rooms } = stage.target.app
  const inspect = rooms.inspect.bind(rooms)
  vi.spyOn(rooms, 'inspect').mockImplementationOnce(async (...args) => {
    const found = await inspect(...args)
    await stage.target.db.changeProposal.update({ where: { id }, data: { state, decisionSeq: 1 } })
    return found
  })
}
