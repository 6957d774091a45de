import { randomUUID } from 'node:crypto'
import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import * as Y from 'yjs'
import { ask, type GraphqlAnswer } from '../kit/client.ts'
import { openPeer } from '../kit/peer.ts'
import { ProposalStage, type Who, WITHDRAW } from '../kit/proposal-stage.ts'
import { find, updateOf } from '../kit/proposals.ts'
import { until } from '../kit/until.ts'
import type { Window } from '../kit/wire.ts'

const FEW = { proposalsOverOne: 3, openProposalsOfOne: 6, openProposals: 8 }

let stage: ProposalStage

beforeAll(async () => {
  stage = await ProposalStage.start({ env: { limits: { ...LIMITS, messagesPerSecond: 10_000, ...FEW } } })
})
afterAll(() => stage.target.close())
beforeEach(() => stage.beginDocument())

const strike =
  (words: string, id = randomUUID()) =>
  (text: Y.Text) =>
    text.format(find(text, words), words.length, { [`del:${id}`]: true })

async function strikeEach(window: Window, words: readonly string[]): Promise<void> {
  for (const word of words) expect((await window.write(strike(word))).codes).toEqual([])
}

async function expectRefused(window: Window, detail: string, change: (text: Y.Text) => void): Promise<void> {
  const before = await stage.read()
  expect(await window.push(updateOf(window, change))).toMatchObject({ codes: ['TOO_LARGE'], details: [detail] })
  expect(await stage.read()).toEqual(before)
}

function isEnd({ content }: Y.Item): boolean {
  return content instanceof Y.ContentFormat && content.key.startsWith('del:') && content.value === null
}

/** A window that has seen what others wrote. */
async function openAs(who: Who): Promise<Window> {
  return stage.open(who)
}

describe.each(['proposer', 'editor'] as const)('over one character, of a %s', (who) => {
  it('so many proposals may lie, and beside it others', async () => {
    const window = await openAs(who)
    await strikeEach(window, ['miejski', 'jest miejski', 'miej'])
    await expectRefused(window, 'too-many-layers', strike('Lokal jest m'))
    await strikeEach(window, ['Lokal', 'ski.'])
    await window.wire.close()
  })

  it('not more lie because the ends of marks are taken away', async () => {
    const window = await openAs(who)
    await strikeEach(window, ['Lo', 'ka', 'jest', 'mi'])
    await expectRefused(window, 'too-many-layers', (text) => {
      text.doc?.transact((transaction) => {
        for (let item = text._start; item !== null; item = item.right) if (isEnd(item)) item.delete(transaction)
      })
    })
    await window.wire.close()
  })

  it('is not struck for it, and waits where it goes on so', async () => {
    const window = await openAs(who)
    await strikeEach(window, ['miejski', 'jest miejski', 'miej'])
    const answers: unknown[] = []
    for (let time = 0; time < 11; time++) answers.push(...(await window.push(updateOf(window, strike('mie')))).codes)
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 'TOO_LARGE'), 'RATE_LIMITED'])
    expect(window.wire.closed).toBeNull()
    await window.wire.close()
  })
})

test('where as much lies as may, an editor writes on', async () => {
  const window = await openAs('proposer')
  await strikeEach(window, ['miejski', 'jest miejski', 'miej'])
  await window.wire.close()
  const editor = await openAs('editor')
  expect((await editor.write((text) => text.insert(find(text, 'jski'), 'X', {}))).codes).toEqual([])
  expect((await editor.write((text) => text.insert(find(text, 'ski'), 'Y'))).codes).toEqual([])
  await editor.wire.close()
})

const detailsOf = ({ errors }: GraphqlAnswer<unknown>) => errors.map(({ extensions }) => extensions?.detail)

describe('proposals that wait for a decision', () => {
  const WORDS = ['Na', 'je', 'tr', 'ro', 'Lo', 'mi']

  it('are so many of one person, who withdraws one to make another; others make theirs', async () => {
    const window = await openAs('proposer')
    await strikeEach(window, WORDS.slice(1))
    const id = randomUUID()
    expect((await window.write(strike('Na', id))).codes).toEqual([])
    await expectRefused(window, 'proposals-full', strike('kal'))
    expect((await window.write(strike('jem', id))).codes).toEqual([])
    const editor = await openAs('editor')
    expect((await editor.write(strike('kal'))).codes).toEqual([])
    await editor.wire.close()
    const { codes } = await ask(stage.target, stage.cookies.proposer, WITHDRAW, { input: { proposalId: id } })
    expect(codes).toEqual([])
    expect((await window.write(strike('wa'))).codes).toEqual([])
    await window.wire.close()
  })

  it('are so many of a document', async () => {
    const [window, editor] = [await openAs('proposer'), await openAs('editor')]
    await strikeEach(window, WORDS)
    await strikeEach(editor, ['kal', 'wa'])
    await expectRefused(editor, 'proposals-full', strike('jski'))
    await Promise.all([window.wire.close(), editor.wire.close()])
  })

  it('do not count where nothing of them stands in the text any more', async () => {
    const window = await openAs('proposer')
    const ids = WORDS.map(() => randomUUID())
    for (const id of ids) await window.write((text) => text.insert(find(text, 'jest'), 'nie ', { [`ins:${id}`]: true }))
    await expectRefused(window, 'proposals-full', strike('kal'))
    await window.write((text) => text.delete(find(text, 'nie '), 4))
    const where = { documentId: stage.document.id, state: 'SUPERSEDED' } as const
    await until('it to be noted', async () => (await stage.target.db.changeProposal.count({ where })) === 1)
    expect((await window.write(strike('kal'))).codes).toEqual([])
    await window.wire.close()
  })

  it('are not theirs who enters them for others: only what there may be of all counts', async () => {
    const paper = { channel: 'PAPER', onBehalfOf: 'Koło „Złota Klamka”', receivedAt: '2026-10-06T00:00:00.000Z' }
    const answers: unknown[] = []
    for (let at = 0; at <= FEW.openProposals; at += 1) {
      const wording = `Lokal jest miejski.${' Dopisek.'.repeat(at + 1)}`
      answers.push(...detailsOf(await stage.propose('clerk', { wording, ...paper })))
    }
    expect(answers).toEqual(['proposals-full'])
  })

  it('are so many, and lie so close, through the form, too', async () => {
    const window = await openAs('proposer')
    await strikeEach(window, ['miejski', 'jest miejski', 'miej'])
    const layered = await stage.propose('proposer', { wording: 'Lokal jest gminny.' })
    expect(detailsOf(layered)).toEqual(['too-many-layers'])
    await strikeEach(window, ['Na', 'je', 'tr'])
    const full = await stage.propose('proposer', { wording: 'Nasz Lokal jest miejski.' })
    expect(detailsOf(full)).toEqual(['proposals-full'])
    expect(await stage.target.db.changeProposal.count({ where: { documentId: stage.document.id } })).toBe(6)
    await window.wire.close()
  })
})

test('words that are refused for it are offered back, with the reason', async () => {
  const window = await openAs('editor')
  await strikeEach(window, ['miejski', 'jest miejski', 'miej'])
  await window.wire.close()
  const { target, people, cookies, document } = stage
  const { origin, port } = target
  const { id: userId } = people.proposer
  const peer = await openPeer({ origin, port, cookie: cookies.proposer, documentId: document.id, userId })
  await peer.opened()
  const id = randomUUID()
  peer.doc.transact(() => {
    peer.text.insert(find(peer.text, 'miejski'), 'bardzo ', { [`ins:${id}`]: true })
    strike('miejski', id)(peer.text)
  })
  await until('the words to be offered', () => peer.givenBack().join().includes('bardzo'))
  expect(peer.session.givenBack.list('refused').map(({ reason }) => reason)).toEqual(['TOO_MANY_LAYERS'])
  await peer.close()
})
