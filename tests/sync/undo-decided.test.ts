import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { HeadlessProposer } from '../fuzz/proposers.ts'
import { ProposalStage, type Who } from '../kit/proposal-stage.ts'
import { until } from '../kit/until.ts'
import type { Window } from '../kit/wire.ts'

let stage: ProposalStage

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(() => stage.beginDocument())

/** A page in which changes are proposed: our editor without a browser, and what it has not sent yet. */
interface ProposingPage {
  window: Window
  editor: HeadlessProposer
  /** Of the proposal that „nie ” before „miejski” is. */
  id: string
  unsent: Uint8Array[]
}

async function pageOf(who: Who): Promise<ProposingPage> {
  const window = await stage.open(who)
  const id = randomUUID()
  const editor = new HeadlessProposer(window.doc, who, { newId: () => id })
  const unsent: Uint8Array[] = []
  window.doc.on('update', (update, _origin, _doc, { local }) => {
    if (local) unsent.push(update)
  })
  return { window, editor, id, unsent }
}

function send({ window, unsent }: ProposingPage) {
  return window.push(Y.mergeUpdates(unsent.splice(0)))
}

function type({ editor }: ProposingPage): void {
  editor.edit((transaction) => {
    transaction.doc.descendants((node, position) => {
      const index = node.isText ? (node.text ?? '').indexOf('miejski') : -1
      if (index >= 0) transaction.insertText('nie ', position + index)
    })
  })
}

async function decided(page: ProposingPage, state: 'ACCEPTED' | 'DECLINED'): Promise<void> {
  const { window, id } = page
  const seq = () => window.events.filter(({ type }) => type === 'DocumentChanged').length
  const before = seq()
  const seen = state === 'ACCEPTED' ? [await stage.seen('editor', id)] : undefined
  expect((await stage.decide('editor', [id], state, 'Powód', seen)).codes).toEqual([])
  await until('the decision to arrive', () => seq() > before)
}

describe.each(['proposer', 'editor'] as const)('Ctrl+Z of a %s who proposes', (who) => {
  it('leaves accepted words where they are, and has nothing to do again', async () => {
    const page = await pageOf(who)
    type(page)
    expect((await send(page)).codes).toEqual([])
    await decided(page, 'ACCEPTED')
    expect(page.editor.binding.undo.undo()).toBeNull()
    expect(page.editor.binding.undo.redo()).toBeNull()
    expect(page.unsent).toEqual([])
    expect(page.window.letters()).toContain('Lokal jest nie miejski.')
    expect(await stage.wordsOf('b3')).toBe('Lokal jest nie miejski.')
    await page.window.wire.close()
  })
})

describe('a page that has not heard of the decision', () => {
  it('is refused what it undoes, and is no attacker for it; who goes on is', async () => {
    const page = await pageOf('proposer')
    type(page)
    await send(page)
    page.editor.binding.undo.undo()
    await decided(page, 'ACCEPTED')
    const late = Y.mergeUpdates(page.unsent)
    const details: unknown[] = []
    for (let time = 0; time < 3; time++) details.push(...(await page.window.push(late)).details)
    expect(details).toEqual(['decided-meanwhile', 'changes-base', 'changes-base'])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest nie miejski.')
    await page.window.wire.close()
  })

  it('is an attacker where the decision was longer ago', async () => {
    const page = await pageOf('proposer')
    type(page)
    await send(page)
    page.editor.binding.undo.undo()
    await decided(page, 'ACCEPTED')
    stage.target.clock.advance(61_000)
    expect((await page.window.push(Y.mergeUpdates(page.unsent))).details).toEqual(['changes-base'])
    await page.window.wire.close()
  })

  it('may do again what it undid before, where it may edit: as words of the text', async () => {
    const page = await pageOf('editor')
    type(page)
    await send(page)
    page.editor.binding.undo.undo()
    page.editor.binding.undo.redo()
    await decided(page, 'DECLINED')
    expect((await send(page)).codes).toEqual([])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest nie miejski.')
    expect(JSON.stringify(await stage.read())).not.toContain(page.id)
    await page.window.wire.close()
  })

  it('may do it again also where the decision changed nothing in the text', async () => {
    const page = await pageOf('editor')
    type(page)
    await send(page)
    page.editor.binding.undo.undo()
    await send(page)
    expect((await stage.decide('editor', [page.id], 'DECLINED', 'Powód')).codes).toEqual([])
    page.editor.binding.undo.redo()
    expect((await send(page)).codes).toEqual([])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest nie miejski.')
    expect(JSON.stringify(await stage.read())).not.toContain(page.id)
    await page.window.wire.close()
  })

  it('is refused what it types on, rather than put it into the text', async () => {
    const page = await pageOf('editor')
    type(page)
    await send(page)
    page.editor.edit((transaction) => transaction.insertText('Zatem: ', 1))
    await decided(page, 'DECLINED')
    expect((await send(page)).details).toEqual(['closed-proposal'])
    expect(await stage.wordsOf('b3')).toBe('Lokal jest miejski.')
    await page.window.wire.close()
  })
})
