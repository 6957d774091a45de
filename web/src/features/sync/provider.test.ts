import 'fake-indexeddb/auto'
import { createDocument } from '@app/server/document'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isOpen, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(closeTabs)

describe('typing', () => {
  test('is saved once the server has committed it, and only then', async () => {
    const server = new FakeServer()
    server.onPush = () => 'hang'
    const { session, type } = await openTab({ server })
    await isSaved(session)
    type('słowo')
    expect(session.status).toBe('saving')
    await until('it arrived', () => server.arrived.length === 1)
    expect(session.status).toBe('saving')
  })

  test('reaches the other tab of another person', async () => {
    const server = new FakeServer()
    const anna = await openTab({ server })
    const piotr = await openTab({ server })
    await isOpen(anna.session)
    await isOpen(piotr.session)
    anna.type('raz ')
    piotr.type('dwa ')
    await until('both', () => textOf(anna.session).includes('dwa') && textOf(piotr.session).includes('raz'))
    await isSaved(anna.session)
    await isSaved(piotr.session)
    expect(Y.encodeStateVector(anna.session.replica!.doc)).toEqual(Y.encodeStateVector(server.doc))
  })

  test('is sent once although the acknowledgement was lost', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    let lost = 0
    server.onPush = () => ((lost += 1) <= 3 ? 'lose' : 'accept')
    type('raz ')
    await isSaved(session)
    type('dwa ')
    await isSaved(session)
    expect(server.text).toBe('|raz dwa ')
    const keys = server.log.map((push) => `${push.clientId}:${push.clientSeq}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('says that the server lets nobody in yet, and goes on when it does', async () => {
    const server = new FakeServer()
    server.onJoin = () => new Refusal('RATE_LIMITED')
    const { session } = await openTab({ server })
    await until('said', () => session.status === 'busy')
    server.onJoin = () => null
    await isSaved(session)
  })

  test('waits through a transient refusal and says that it is not saved', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    server.onPush = () => new Refusal('RATE_LIMITED')
    type('cierpliwie')
    await until('said', () => session.status === 'notSaved')
    server.onPush = () => 'accept'
    await isSaved(session)
    expect(server.text).toBe('|cierpliwie')
    const [refused, accepted] = server.arrived.map((push) => push.update)
    expect(accepted).toEqual(refused)
  })

  test('goes on while the connection drops at any moment', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    const words = Array.from({ length: 40 }, (_, at) => `w${at} `)
    for (const [at, word] of words.entries()) {
      type(word)
      if (at % 3 === 0) connection.drop()
      if (at % 3 === 2) connection.restore()
      if (at % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    connection.restore()
    await isSaved(session)
    expect(server.text).toBe(`|${words.join('')}`)
  })
})

describe('a permanent refusal', () => {
  test('gives the words back and blocks nothing: the next word is typed under a new client id', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    const before = session.replica!
    server.onPush = () => new Refusal('INVALID', 'forbidden-content')
    type('odrzucone')
    await until('given back', () => givenBack(session).length === 1 && session.replica !== null)
    expect(givenBack(session)).toEqual(['odrzucone'])
    expect(session.replica?.clientId).not.toBe(before.clientId)
    server.onPush = () => 'accept'
    type('przyjęte')
    await isSaved(session)
    expect(server.text).toBe('|przyjęte')
  })

  test('survives a crash: the words are on the device until they are dismissed', async () => {
    const server = new FakeServer()
    const first = await openTab({ server })
    await isSaved(first.session)
    server.onPush = () => new Refusal('TOO_LARGE')
    first.type('za dużo')
    await until('given back', () => givenBack(first.session).length === 1)
    await until('kept', () => !first.session.isAtRisk)
    const second = await openTab({ server, on: first.on })
    expect(givenBack(second.session)).toEqual(['za dużo'])
    await second.session.dismiss(second.session.givenBack.list('refused')[0]!.id)
    const third = await openTab({ server, on: first.on })
    expect(givenBack(third.session)).toEqual([])
  })

  test('of words that had arrived after all is taken back when the server shows them', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    let count = 0
    server.onPush = () => ((count += 1) === 1 ? 'lose' : new Refusal('FORBIDDEN'))
    type('dotarło')
    // The fake answers a repetition by its number, as the server does; a refusal comes first only if rights are gone.
    server.abilities = { ...server.abilities, edit: false }
    await until('shown again', () => textOf(session).includes('dotarło') && session.status === 'saved')
    expect(givenBack(session)).toEqual([])
    expect(server.text).toBe('|dotarło')
  })

  test('for another epoch gives back unsent words and those that the server lost, and opens the new text', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    type('stare ')
    await isSaved(session)
    connection.drop()
    type('niewysłane')
    const restored = new FakeServer()
    server.doc = restored.doc
    server.epoch = 'epoch-2'
    connection.restore()
    await until('given back', () => givenBack(session).length === 2 && session.status === 'saved')
    expect(givenBack(session)).toEqual(['niewysłane', 'stare'])
    expect(textOf(session)).toBe('')
    type('nowe')
    await isSaved(session)
    expect(server.text).toBe('|nowe')
  })
})

describe('rights', () => {
  test('demoted during 100 offline keystrokes, then promoted: every letter is given back or saved, typing works', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    connection.drop()
    const letters = Array.from({ length: 100 }, (_, at) => String.fromCodePoint(0x61 + (at % 26)))
    for (const letter of letters) type(letter)
    server.demote()
    connection.restore()
    await until('given back', () => givenBack(session).length === 1 && session.status === 'saved')
    expect(givenBack(session).join('')).toBe(letters.join(''))
    expect(session.abilities?.edit).toBe(false)
    server.promote()
    await until('promoted', () => session.abilities?.edit === true)
    type('znowu')
    await isSaved(session)
    expect(server.text).toBe('|znowu')
  })

  test('taken away while connected: what was not sent is given back, what was sent stays', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    type('wysłane ')
    await isSaved(session)
    server.onPush = () => new Refusal('UNAVAILABLE')
    type('czekające')
    await until('waiting', () => session.status === 'notSaved')
    server.demote()
    await until('given back', () => givenBack(session).length === 1 && session.status === 'saved')
    expect(givenBack(session)).toEqual(['czekające'])
    expect(server.text).toBe('|wysłane ')
  })

  test('to read taken away: the text goes, the unsent words stay', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    connection.drop()
    type('moje')
    server.onJoin = () => new Refusal('NOT_FOUND')
    connection.restore()
    await until('closed', () => session.status === 'noAccess')
    expect(session.replica).toBeNull()
    await until('given back', () => givenBack(session).length > 0)
    expect(givenBack(session)).toEqual(['moje'])
  })

  test('an older page is told to reload, and its words are given back', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    connection.drop()
    type('ze starej karty')
    server.onJoin = () => new Refusal('SCHEMA_TOO_OLD')
    connection.restore()
    await until('told', () => session.status === 'reload' && givenBack(session).length > 0)
    expect(givenBack(session)).toEqual(['ze starej karty'])
  })
})

test('words of others that the server has lost are said to be lost and given back, and the text is the server’s', async () => {
  const server = new FakeServer()
  const anna = await openTab({ server })
  const piotr = await openTab({ server })
  await isSaved(anna.session)
  await isSaved(piotr.session)
  const before = Y.encodeStateAsUpdate(server.doc)
  piotr.type('utracone')
  await until('seen', () => textOf(anna.session) === 'utracone')
  await isSaved(piotr.session)
  await piotr.session.close()
  anna.connection.drop()
  server.doc = createDocument()
  Y.applyUpdate(server.doc, before)
  anna.connection.restore()
  await until('given back', () => givenBack(anna.session).length === 1)
  await isSaved(anna.session)
  expect(givenBack(anna.session)).toEqual(['utracone'])
  expect(anna.session.givenBack.list('refused')[0]?.reason).toBe('SERVER_BEHIND')
  expect(textOf(anna.session)).toBe('')
})

test('what overtakes the opening waits for it: a server that is ahead is not one that has lost something', async () => {
  const server = new FakeServer()
  const { session, connection, type } = await openTab({ server })
  await isSaved(session)
  const { doc } = session.replica!
  connection.drop()
  type('moje ')
  connection.restore()
  // The opening, which was written before this, is delivered after it.
  server.write((text) => text.insert(text.length, 'cudze '))
  await isSaved(session)
  expect(textOf(session)).toContain('cudze')
  expect(textOf(session)).toContain('moje')
  expect(givenBack(session)).toEqual([])
  expect(session.replica?.doc).toBe(doc)
})

test('a refused change without text to give back is said to be undone, once', async () => {
  const server = new FakeServer()
  const { session, connection, type } = await openTab({ server })
  const reverted: string[] = []
  session.reverted.add((reason) => reverted.push(reason))
  await isSaved(session)
  type('do usunięcia')
  await isSaved(session)
  connection.drop()
  const { text } = session.replica!
  text.delete(text.length - 2, 2)
  text.format(1, 2, { bold: true })
  server.demote()
  connection.restore()
  await until('undone', () => session.status === 'saved' && textOf(session) === 'do usunięcia')
  expect(givenBack(session)).toEqual([])
  expect(reverted).toEqual(['FORBIDDEN'])
})
