import { BODY, createDocument } from '@app/server/document'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { Outbox } from './outbox.ts'
import { insertedBelow } from './ranges.ts'
import { recoverLoose, recoverText, wordsIn } from './recovered.ts'

const ABOUT = { documentId: 'd', kind: 'refused', reason: 'FORBIDDEN', epoch: 'e', at: 0 } as const

const marker = (id: string, kind = 'paragraph'): Y.Map<unknown> =>
  new Y.Map<unknown>([
    ['id', id],
    ['kind', kind],
    ['level', 0],
  ])

/** A document with two paragraphs that the server has, and an outbox for what comes after. */
function opened() {
  const server = createDocument()
  const theirs = server.getText(BODY)
  theirs.insertEmbed(0, marker('a'))
  theirs.insert(1, 'Lokal przy ul. Długiej.')
  theirs.insertEmbed(theirs.length, marker('b'))
  theirs.insert(theirs.length, 'Drugi akapit.')
  const doc = createDocument()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
  const outbox = new Outbox()
  doc.on('update', (update: Uint8Array) => outbox.add(update))
  return { doc, text: doc.getText(BODY), outbox }
}

const clocksOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc))

describe('words to give back', () => {
  test('are mine only, with the place and the words around it', () => {
    const { text, outbox } = opened()
    text.insert(7, 'użytkowy ')
    const [edit, ...more] = recoverText(text, outbox.records, ABOUT)
    expect(more).toEqual([])
    expect(edit).toMatchObject({ text: 'użytkowy', blockId: 'a', near: 'Lokal użytkowy przy ul. Długiej.' })
  })

  test('know the place where they were typed in one go, behind what the server has', () => {
    const { doc, text, outbox } = opened()
    text.insert(6, ' użytkowy')
    text.insert(text.toString().indexOf('Drugi') + 2, 'Nowy ')
    const [first, second] = recoverText(text, outbox.records, ABOUT)
    expect([first?.place?.text, second?.place?.text]).toEqual([' użytkowy', 'Nowy '])
    const server = createDocument()
    const theirs = server.getText(BODY)
    Y.applyUpdate(server, Y.encodeStateAsUpdate(doc))
    theirs.insert(1, 'Każdy ')
    for (const edit of [second, first]) {
      const position = Y.decodeRelativePosition(edit?.place?.position ?? new Uint8Array())
      theirs.insert(Y.createAbsolutePositionFromRelativePosition(position, server)?.index ?? 0, '|')
    }
    expect(theirs.toString()).toBe('Każdy Lokal| użytkowy przy ul. Długiej.|Nowy Drugi akapit.')
    const scattered = opened()
    scattered.text.insert(1, 'Nowy ')
    scattered.text.insert(20, 'bardzo ')
    expect(recoverText(scattered.text, scattered.outbox.records, ABOUT)[0]?.place).toBeUndefined()
  })

  test('of one block stay together and show where something is left out', () => {
    const { text, outbox } = opened()
    text.insert(1, 'Nowy ')
    text.insert(text.toString().indexOf('Długiej') + 1, 'bardzo ')
    expect(recoverText(text, outbox.records, ABOUT).map((edit) => edit.text)).toEqual(['Nowy  … bardzo'])
  })

  test('of several blocks are several, of blocks made here one', () => {
    const { text, outbox } = opened()
    text.insert(text.length, ' Koniec.')
    text.insertEmbed(text.length, marker('c'))
    text.insert(text.length, 'Trzeci akapit.')
    text.insert(1, 'Początek. ')
    const edits = recoverText(text, outbox.records, ABOUT)
    expect(edits.map((edit) => [edit.blockId, edit.text])).toEqual([
      ['a', 'Początek.'],
      ['b', 'Koniec.\nTrzeci akapit.'],
    ])
  })

  test('begin with a new line where a block was begun for them, and know what it is', () => {
    const { text, outbox } = opened()
    text.insertEmbed(text.length, marker('c', 'ust'))
    text.insert(text.length, 'Nowy ustęp.')
    const [edit, ...more] = recoverText(text, outbox.records, ABOUT)
    expect(more).toEqual([])
    expect(edit).toMatchObject({ text: 'Nowy ustęp.', blockId: 'b', near: 'Drugi akapit. Nowy ustęp.' })
    expect(edit?.place).toMatchObject({ text: '\nNowy ustęp.', starts: [{ at: 0, kind: 'ust', level: 0 }] })
  })

  test('end with a new line where they were written in front of a unit', () => {
    const { text, outbox } = opened()
    const at = text.toString().indexOf('Drugi') + 2
    text.insertEmbed(at, marker('c', 'ust'))
    text.insert(at, 'Nowy.')
    const [edit] = recoverText(text, outbox.records, ABOUT)
    expect(edit?.place).toMatchObject({ text: 'Nowy.\n', starts: [{ at: 5, kind: 'ust', level: 0 }] })
  })

  test('of a cell, and of words that stand apart, replace nothing', () => {
    const { text, outbox } = opened()
    text.delete(1, 5)
    text.insert(1, 'Nowy')
    text.insert(20, 'bardzo ')
    expect(recoverText(text, outbox.records, ABOUT)[0]?.place).toBeUndefined()
  })

  test('leave out what was acknowledged, although Yjs holds it in the same item', () => {
    const { text, outbox } = opened()
    text.insert(text.length, ' Przyjęte.')
    const sent = outbox.take()!
    text.insert(text.length, ' Czeka.')
    outbox.acknowledge(sent)
    expect(recoverText(text, outbox.records, ABOUT).map((edit) => edit.text)).toEqual(['Czeka.'])
  })

  test('leave out what its author deleted again', () => {
    const { text, outbox } = opened()
    text.insert(text.length, ' Pomyłka.')
    text.delete(text.length - 9, 9)
    expect(recoverText(text, outbox.records, ABOUT)).toEqual([])
  })

  test('are found in the cells of a table', () => {
    const { doc, text, outbox } = opened()
    doc.transact(() => {
      const table = marker('t', 'table')
      text.insertEmbed(text.length, table)
      const cell = new Y.Text()
      const cells = new Y.Map<unknown>([['k', cell]])
      const row = new Y.Map<unknown>([
        ['id', 'r'],
        ['cells', cells],
      ])
      table.set('columns', Y.Array.from(['k']))
      table.set('rows', Y.Array.from([row]))
      cell.insert(0, 'w komórce')
    })
    expect(recoverText(text, outbox.records, ABOUT).map((edit) => edit.text)).toEqual(['w komórce'])
  })

  test('have names in the log, so that an acknowledgement that was lost takes them back', () => {
    const { doc, text, outbox } = opened()
    text.insert(1, 'dotarło ')
    const [edit] = recoverText(text, outbox.records, ABOUT)
    expect(insertedBelow(edit!.structs, clocksOf(doc))).toBe(true)
    expect(insertedBelow(edit!.structs, clocksOf(new Y.Doc()))).toBe(false)
  })

  test('are read from updates alone where their document is gone', () => {
    const { text, outbox } = opened()
    text.insert(text.length, ' Zdanie.')
    text.insertEmbed(text.length, marker('c'))
    text.insert(text.length, 'Nowy akapit.')
    const updates = outbox.records.map((record) => record.update)
    expect(recoverLoose(updates, ABOUT).map((edit) => edit.text)).toEqual(['Zdanie.\nNowy akapit.'])
  })

  test('name only the letters that they hold, since other tabs rely on it', () => {
    const { doc, text, outbox } = opened()
    text.insert(text.length, 'abcdef')
    const from = Y.getState(doc.store, doc.clientID) - 6
    const range = (start: number, end: number) => ({ clientId: doc.clientID, from: from + start, to: from + end })
    const updates = outbox.records.map(({ update }) => update)
    expect(recoverLoose(updates, ABOUT, [range(2, 4)])[0]).toMatchObject({
      text: 'abef',
      structs: [range(0, 2), range(4, 6)],
    })
    expect(recoverText(text, outbox.records, ABOUT, [range(0, 3)])[0]).toMatchObject({
      text: 'def',
      structs: [range(3, 6)],
    })
    text.delete(text.length - 1, 1)
    expect(wordsIn(outbox.records.map(({ update }) => update))).toEqual([range(0, 5)])
  })
})
