import { randomUUID } from 'node:crypto'
import { baseOf, prepareDoc } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { HeadlessEditor } from '../fuzz/editors.ts'
import { block } from '../kit/block.ts'
import { ask } from '../kit/client.ts'
import { ProposalStage, TEXT, WITHDRAW } from '../kit/proposal-stage.ts'
import { find, markerOf, newMarker } from '../kit/proposals.ts'
import { until } from '../kit/until.ts'
import type { Window } from '../kit/wire.ts'

// Undo makes anew what was deleted: under the client id of whoever undoes it, and inside marks that may have been decided
// meanwhile. Whose the words are does not change by that, nor what was decided of them.

let stage: ProposalStage
let id: string

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(async () => {
  await stage.beginDocument()
  id = randomUUID()
})

async function propose(change: (text: Y.Text) => void): Promise<void> {
  const window = await stage.open('proposer')
  expect((await window.write(change)).codes).toEqual([])
  await window.wire.close()
}

const proposeWords = () => propose((text) => text.insert(find(text, 'jest'), 'BRZYDKIE ', { [`ins:${id}`]: true }))

/** Somebody who has deleted these words, or a whole block, in the editor, and can undo that. */
async function deleted(range: (doc: Node) => { from: number; to: number }): Promise<{ bringBack(): Promise<void> }> {
  const window = await stage.open('editor')
  const editor = new HeadlessEditor(prepareDoc(window.doc), { verify: false })
  const send = async (work: () => void): Promise<void> => {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    window.doc.on('update', collect)
    work()
    window.doc.off('update', collect)
    expect((await window.push(Y.mergeUpdates(updates))).codes).toEqual([])
  }
  const { from, to } = range(editor.state.doc)
  await send(() => editor.edit((transaction) => void transaction.delete(from, to)))
  return {
    async bringBack() {
      await send(() => void editor.binding.undo.undo())
      editor.destroy()
      await window.wire.close()
    },
  }
}

function words(doc: Node, searched: string): { from: number; to: number } {
  let from = -1
  doc.descendants((node, position) => {
    const at = node.isTextblock ? node.textContent.indexOf(searched) : -1
    if (at >= 0) from = position + 1 + at
    return from < 0
  })
  return { from, to: from + searched.length }
}

const takeWords = () => deleted((doc) => words(doc, 'BRZYDKIE '))
const all = async () => JSON.stringify(await stage.read())

async function decline(): Promise<void> {
  const seen = [await stage.seen('editor', id)]
  expect((await stage.decide('editor', [id], 'DECLINED', 'Nie.', seen)).codes).toEqual([])
}

const withdraw = () => ask(stage.target, stage.cookies.proposer, WITHDRAW, { input: { proposalId: id } })

describe('words that somebody else deleted and brought back', () => {
  it('go with the proposal that is declined', async () => {
    await proposeWords()
    await (await takeWords()).bringBack()
    expect(await stage.wordsOf('b3')).toBe('Lokal BRZYDKIE jest miejski.')
    await decline()
    expect(await stage.read()).toEqual(TEXT)
  })

  it('go with the one that is withdrawn', async () => {
    await proposeWords()
    await (await takeWords()).bringBack()
    expect((await withdraw()).codes).toEqual([])
    expect(await stage.read()).toEqual(TEXT)
  })

  it('stay where somebody else typed them under the same mark', async () => {
    await proposeWords()
    await (await takeWords()).bringBack()
    const by = { kind: 'EDIT', userId: stage.people.editor.id, organizationId: null } as const
    const change = (text: Y.Text) => text.insert(find(text, 'DKIE'), 'moje', { [`ins:${id}`]: true })
    await stage.target.app.rooms.append(stage.document.id, { ...by, change })
    await decline()
    expect(await stage.wordsOf('b3')).toBe('Lokal mojejest miejski.')
  })

  it('do not come back after the proposal is declined', async () => {
    await proposeWords()
    const taken = await takeWords()
    expect((await stage.decide('editor', [id], 'DECLINED', 'Nie.')).codes).toEqual([])
    await taken.bringBack()
    await until('the words to go', async () => !(await all()).includes('BRZYDKIE'))
    expect(baseOf(await stage.read())).toEqual(TEXT)
  })

  it('come back without the mark where they were to be taken out, and that was withdrawn', async () => {
    await propose((text) => text.format(find(text, 'miejski'), 7, { [`del:${id}`]: true }))
    const taken = await deleted((doc) => words(doc, 'miejski'))
    expect((await withdraw()).codes).toEqual([])
    await taken.bringBack()
    await until('the mark to go', async () => !(await all()).includes(id))
    expect(await stage.read()).toEqual(TEXT)
  })
})

it('a proposed split that was deleted with its paragraphs and brought back goes with the proposal', async () => {
  await propose((text) => text.insertEmbed(find(text, 'jest'), newMarker('h1', { ins: id, kind: 'ust' }), {}))
  const split = await deleted((doc) => ({ from: words(doc, 'Lokal').from - 1, to: doc.content.size }))
  await split.bringBack()
  expect((await stage.read()).map(({ id: blockId }) => blockId)).toEqual(['b1', 'b2', 'b3', 'h1'])
  await decline()
  expect(await stage.read()).toEqual(TEXT)
})

it('a proposed join is another one where something is put in between', async () => {
  await propose((text) => void markerOf(text, 'b3').map.set('del', id))
  const seen = [await stage.seen('editor', id)]
  const window: Window = await stage.open('editor')
  await window.write((text) => text.insertEmbed(markerOf(text, 'b3').index, newMarker('n1', { kind: 'ust' }), {}))
  await window.write((text) => text.insert(markerOf(text, 'b3').index, 'Zupełnie nowy.', {}))
  const before = await stage.read()
  expect(before).toContainEqual(block('n1', 'ust', 'Zupełnie nowy.'))
  expect((await stage.decide('editor', [id], 'ACCEPTED', '', seen)).errors).toMatchObject([
    { extensions: { code: 'CONFLICT', detail: 'changed' } },
  ])
  expect(await stage.read()).toEqual(before)
  await window.wire.close()
})
