import { BODY, createDocument } from '@app/server/document'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DoubledWords } from './doubled-words.ts'

const WORDS = 'Rada ustala stawkę czynszu. Umowy zawiera się na dwa lata. Koniec.'
const PASSAGE = 'Umowy zawiera się na dwa lata. '

/** As the real one: passes on what an update changes, and no more. */
class Server {
  readonly doc = createDocument()
  readonly people: Person[] = []

  constructor(text: string) {
    this.doc.getText(BODY).insert(0, text)
    this.doc.on('update', (update: Uint8Array, from: unknown) => {
      for (const person of this.people) if (person !== from && person.isOnline) person.inbox.push(update)
    })
  }
}

class Person {
  readonly doc = createDocument()
  readonly text = this.doc.getText(BODY)
  readonly undo: Y.UndoManager
  readonly told: string[] = []
  readonly inbox: Uint8Array[] = []
  isOnline = true
  private readonly words = new DoubledWords({ doc: this.doc })
  readonly server: Server
  private outbox: Uint8Array[] = []

  constructor(server: Server) {
    this.server = server
    server.people.push(this)
    this.words.apply({ update: Y.encodeStateAsUpdate(server.doc), version: 1, vector: null }, server)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== server) this.outbox.push(update)
    })
    this.words.listen(({ text }) => this.told.push(text))
    this.undo = new Y.UndoManager(this.text, { captureTimeout: 0 })
  }

  send(): void {
    for (const update of this.outbox.splice(0)) Y.applyUpdate(this.server.doc, update, this)
  }

  receive(): void {
    for (const update of this.inbox.splice(0)) {
      this.words.apply({ update, version: 1, vector: null }, this.server)
    }
  }

  leave(): void {
    this.isOnline = false
    this.inbox.length = 0
  }

  comeBack(): void {
    this.isOnline = true
    const update = Y.encodeStateAsUpdateV2(this.server.doc, Y.encodeStateVector(this.doc))
    this.words.apply({ update, version: 2, vector: Y.encodeStateVector(this.server.doc) }, this.server)
    this.send()
  }

  delete(passage: string): void {
    this.text.delete(this.at(passage), passage.length)
  }

  move(passage: string, before: string): void {
    this.doc.transact(() => {
      this.delete(passage)
      this.write(passage, before)
    })
  }

  write(passage: string, before: string): void {
    this.text.insert(this.at(before), passage)
  }

  get shown(): string {
    return this.text.toString()
  }

  private at(passage: string): number {
    const at = this.shown.indexOf(passage)
    if (at === -1) throw new Error(`„${passage}” is not there`)
    return at
  }
}

function two(text = WORDS): [Person, Person] {
  const server = new Server(text)
  return [new Person(server), new Person(server)]
}

/** Everything of everybody arrives, in the order given. */
function meet(...people: Person[]): void {
  for (const person of people) person.send()
  for (const person of people) person.receive()
}

function times(person: Person, passage: string): number {
  return person.shown.split(passage).length - 1
}

describe('of two people who double a passage, who reached the server second is told', () => {
  test('when both drag it', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    b.move(PASSAGE, 'Koniec.')
    meet(a, b)
    expect(times(a, PASSAGE)).toBe(2)
    expect([a.told, b.told]).toEqual([[], [PASSAGE]])
  })

  test('when they drag parts of it that overlap', () => {
    const [a, b] = two()
    a.move('zawiera się na dwa lata', 'Rada')
    b.move('na dwa lata. ', 'ustala')
    meet(a, b)
    expect(b.told).toEqual(['na dwa lata'])
  })

  test('when one of them was away', () => {
    const [a, b] = two()
    b.leave()
    b.move(PASSAGE, 'Rada')
    a.move(PASSAGE, 'Koniec.')
    a.send()
    b.comeBack()
    a.receive()
    expect(times(a, PASSAGE)).toBe(2)
    expect([a.told, b.told]).toEqual([[], [PASSAGE]])
  })

  test('when it was sent before the connection broke, and what the other sent came only afterwards', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    b.move(PASSAGE, 'Koniec.')
    a.send()
    b.send()
    b.leave()
    b.comeBack()
    expect(times(b, PASSAGE)).toBe(2)
    expect(b.told).toEqual([PASSAGE])
  })

  test('when one cut it, and pasted it later', () => {
    const [a, b] = two()
    a.delete(PASSAGE)
    b.move(PASSAGE, 'Rada')
    a.write(PASSAGE, 'Rada')
    meet(b, a)
    expect(a.told).toEqual([PASSAGE])
  })

  test('when one deleted it, key by key, and undoes that when the other’s copy is there already', () => {
    const [a, b] = two('Rada ustala.')
    b.move('ustala', 'Rada')
    for (const letters of ['la', 'ta', 'us']) a.delete(letters)
    meet(b, a)
    expect(a.told).toEqual([])
    for (let count = 0; count < 3; count++) a.undo.undo()
    meet(a, b)
    expect(times(b, 'ustala')).toBe(2)
    expect(a.told.join('')).toBe('ustala')
  })

  test('when one moved it and the other brought it back', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    b.delete(PASSAGE)
    b.undo.undo()
    meet(b, a)
    expect(times(a, PASSAGE)).toBe(2)
    expect(a.told).toEqual([PASSAGE])
  })

  test('when a third had deleted it too, and it is no news to the server that they did', () => {
    const [a, b] = two()
    const third = new Person(a.server)
    third.delete(PASSAGE)
    a.move(PASSAGE, 'Rada')
    b.move(PASSAGE, 'Koniec.')
    meet(third, a, b)
    expect([a.told, b.told]).toEqual([[PASSAGE], [PASSAGE]])
  })

  test('when it was moved on, by whomever', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    a.move(PASSAGE, 'Koniec.')
    b.move(PASSAGE, 'ustala')
    b.move(PASSAGE, 'czynszu')
    meet(a, b)
    expect(b.told).toEqual([PASSAGE])
    meet(b, a)
    b.move(PASSAGE, 'Koniec.')
    meet(b, a)
    expect(b.told).toEqual([PASSAGE])
  })
})

describe('nobody is told', () => {
  test('that somebody copies a passage that was moved before, here or while this window was away', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    meet(a, b)
    b.write(PASSAGE, 'Koniec.')
    meet(b, a)
    expect(a.told).toEqual([])
    a.leave()
    b.write('stawka na dwa lata, ', 'Koniec.')
    b.send()
    a.comeBack()
    expect(a.told).toEqual([])
  })

  test('that two people wrote other words in the place of the same', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    b.doc.transact(() => {
      b.write('Lokale oddaje się bezpłatnie. ', PASSAGE)
      b.delete(PASSAGE)
    })
    meet(a, b)
    expect([a.told, b.told]).toEqual([[], []])
  })

  test('that they pasted twice what they cut, or what both of them deleted', () => {
    const [a, b] = two()
    a.delete(PASSAGE)
    b.delete(PASSAGE)
    meet(b, a)
    a.write(PASSAGE, 'Rada')
    a.write(PASSAGE, 'Koniec.')
    meet(a, b)
    expect([a.told, b.told]).toEqual([[], []])
  })

  test('of a copy that is gone again', () => {
    const [a, b] = two()
    a.move(PASSAGE, 'Rada')
    b.move(PASSAGE, 'Koniec.')
    b.delete(PASSAGE)
    meet(a, b)
    expect([a.told, b.told]).toEqual([[], []])
  })
})
