import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import * as Y from 'yjs'
import { ProposalStage } from '../kit/proposal-stage.ts'
import { find, markerOf, newMarker, updateOf } from '../kit/proposals.ts'
import type { Window } from '../kit/wire.ts'

let stage: ProposalStage
/** Of the proposer: a split, a join and another kind. */
let id: string
let split: string

beforeAll(async () => {
  stage = await ProposalStage.start()
})
afterAll(() => stage.target.close())
beforeEach(async () => {
  await stage.beginDocument()
  id = randomUUID()
  split = 'n1'
  const window = await stage.open('proposer')
  const { codes } = await window.write((text) => {
    text.insertEmbed(find(text, 'miejski'), newMarker(split, { ins: id }), {})
    markerOf(text, 'b3').map.set('del', id)
    markerOf(text, 'b2').map.set('was', { kind: 'ust', level: 0, id })
    markerOf(text, 'b2').map.set('kind', 'pkt')
  })
  expect(codes).toEqual([])
  await window.wire.close()
})

describe('somebody who may edit does not propose in another’s name', () => {
  const attempts: [string, (text: Y.Text) => void][] = [
    ['a split', (text) => text.insertEmbed(find(text, 'jest'), newMarker('n2', { ins: id }), {})],
    ['a split where there was a block', (text) => void markerOf(text, 'b3').map.set('ins', id)],
    ['a join', (text) => void markerOf(text, 'b2').map.set('del', id)],
    ['a join of a new block', (text) => text.insertEmbed(find(text, 'jest'), newMarker('n2', { del: id }), {})],
    ['another kind', (text) => void markerOf(text, 'b3').map.set('was', { kind: 'pkt', level: 0, id })],
  ]
  test.each(attempts)('%s', async (_name, change) => {
    const window = await stage.open('editor')
    const before = await stage.read()
    const { codes, details } = await window.push(updateOf(window, change))
    expect([codes, details]).toEqual([['INVALID'], ['foreign-proposal']])
    expect(await stage.read()).toEqual(before)
    await window.wire.close()
  })
})

describe('somebody who may edit and undoes', () => {
  /** What a page sends of a change that is undone: one after the other. */
  async function undone(change: (text: Y.Text) => void): Promise<Window> {
    const window = await stage.open('editor')
    const text = window.doc.getText('body')
    const undo = new Y.UndoManager(text, { trackedOrigins: new Set(['me']), captureTimeout: 0 })
    for (const deed of [() => window.doc.transact(() => change(text), 'me'), () => undo.undo()]) {
      const updates: Uint8Array[] = []
      const collect = (update: Uint8Array): void => void updates.push(update)
      window.doc.on('update', collect)
      window.doc.clientID = window.clientId
      deed()
      window.doc.off('update', collect)
      expect((await window.push(Y.mergeUpdates(updates))).codes).toEqual([])
    }
    return window
  }

  const changes: [string, (text: Y.Text) => void][] = [
    ['that they took a proposed split out', (text) => text.delete(markerOf(text, split).index, 1)],
    ['that they took out a block whose join is proposed', (text) => text.delete(markerOf(text, 'b3').index, 1)],
    ['that they took a proposed kind back', (text) => markerOf(text, 'b2').map.delete('was')],
    ['that they took a proposed join off', (text) => markerOf(text, 'b3').map.delete('del')],
  ]
  it.each(changes)('%s has what was proposed again', async (_name, change) => {
    const before = await stage.read()
    const window = await undone(change)
    expect(await stage.read()).toEqual(before)
    await window.wire.close()
  })
})

test('somebody who may only propose puts no join in another’s name on a block of their own proposal', async () => {
  const window = await stage.open('editor')
  const theirs = randomUUID()
  await window.write((text) => text.format(find(text, 'Najem'), 5, { [`del:${theirs}`]: true }))
  await window.wire.close()
  const own = await stage.open('proposer')
  const signs = { ins: randomUUID(), del: theirs }
  const push = updateOf(own, (text) => text.insertEmbed(find(text, 'jest'), newMarker('n3', signs), {}))
  expect((await own.push(push)).details).toEqual(['changes-base'])
  await own.wire.close()
})
