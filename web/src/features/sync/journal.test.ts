import 'fake-indexeddb/auto'
import { BODY, createDocument, SCHEMA_VERSION } from '@app/server/document'
import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Journal } from './journal.ts'
import { Outbox } from './outbox.ts'
import { type ClientRecords, type DeviceStore, openStore, recordsRead } from './store.ts'
import { until } from './testing.ts'

let devices = 0
const freshStore = (): Promise<DeviceStore> => openStore('anna', `journal-${(devices += 1)}:`)

/** A tab: a document, its outbox and its journal, wired as a replica wires them. */
function openTab(store: DeviceStore | null, documentId = 'd', epoch = 'e') {
  const doc = createDocument()
  const outbox = new Outbox()
  const failing: boolean[] = []
  const journal = new Journal(store, {
    documentId,
    schemaVersion: SCHEMA_VERSION,
    facts: () => ({ clientId: doc.clientID, epoch, abilities: null }),
    fullState: () => Y.encodeStateAsUpdate(doc),
    unsent: () => outbox.records,
    changed: (isFailing) => failing.push(isFailing),
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'remote') journal.seen(update)
    else journal.keep(outbox.add(update))
  })
  const text = doc.getText(BODY)
  const type = (words: string): void => text.insert(text.length, words)
  return { doc, outbox, journal, failing, type }
}

/** What a page would find after a crash at this very moment. */
async function afterCrash(store: DeviceStore, documentId = 'd'): Promise<{ text: string; unsent: string[] }> {
  const copy = await store.load(documentId)
  const doc = createDocument()
  const unsent = copy?.clients.flatMap((client) => client.records.map((record) => record.update)) ?? []
  for (const piece of copy?.pieces ?? []) for (const update of piece.updates) Y.applyUpdate(doc, update)
  for (const update of unsent) Y.applyUpdate(doc, update)
  expect(doc.store.pendingStructs).toBeNull()
  expect(doc.store.pendingDs).toBeNull()
  const words = unsent.flatMap((update) => Y.decodeUpdate(update).structs).map(wordsOf)
  return { text: doc.getText(BODY).toString(), unsent: words }
}

const wordsOf = (struct: unknown): string =>
  struct instanceof Y.Item && struct.content instanceof Y.ContentString ? struct.content.str : ''

describe('a record', () => {
  test('counts as kept only after its transaction, and is then found by the next page', async () => {
    const store = await freshStore()
    const { outbox, journal, type } = openTab(store)
    type('słowo')
    expect(outbox.records.map((record) => record.kept)).toEqual([false])
    await journal.flush()
    expect(outbox.records.map((record) => record.kept)).toEqual([true])
    expect(await afterCrash(store)).toEqual({ text: 'słowo', unsent: ['słowo'] })
  })

  test('is never called kept when the browser refuses to write, and is written when it takes again', async () => {
    const store = await freshStore()
    let isFull = true
    const write: DeviceStore['write'] = (change) =>
      isFull ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : store.write(change)
    const { outbox, journal, failing, type } = openTab({ ...store, write })
    type('słowo ')
    await journal.flush()
    expect(outbox.records[0]?.kept).toBe(false)
    expect(failing.at(-1)).toBe(true)
    isFull = false
    type('drugie')
    await journal.flush()
    expect(outbox.records.map((record) => record.kept)).toEqual([true, true])
    expect(failing.at(-1)).toBe(false)
    expect((await afterCrash(store)).unsent).toEqual(['słowo ', 'drugie'])
  })

  test('of nobody’s device (shared computer) is never kept', async () => {
    const { outbox, journal, type } = openTab(null)
    type('słowo')
    await journal.flush()
    expect(outbox.records[0]?.kept).toBe(false)
  })

  test('leaves in the transaction in which its update joins the copy', async () => {
    const store = await freshStore()
    const { outbox, journal, type } = openTab(store)
    type('raz ')
    await journal.flush()
    const push = outbox.take()!
    journal.acknowledged(outbox.acknowledge(push))
    expect(await afterCrash(store)).toEqual({ text: 'raz ', unsent: ['raz '] })
    await journal.flush()
    expect(await afterCrash(store)).toEqual({ text: 'raz ', unsent: [] })
  })

  test('that was acknowledged before it was written is not written at all', async () => {
    const store = await freshStore()
    const { outbox, journal, type } = openTab(store)
    type('pierwsze ')
    type('drugie ')
    const push = outbox.take()!
    expect(push.records).toHaveLength(2)
    journal.acknowledged(outbox.acknowledge(push))
    await journal.flush()
    expect(await afterCrash(store)).toEqual({ text: 'pierwsze drugie ', unsent: [] })
  })
})

describe('a write that takes long', () => {
  /** The next write waits to be let go; all others do not. */
  async function slowTab() {
    const store = await freshStore()
    let letGo = (_fails: boolean): void => undefined
    let isNext = true
    const write: DeviceStore['write'] = async (change) => {
      const isSlow = isNext
      isNext = false
      const fails = isSlow && (await new Promise<boolean>((resolve) => (letGo = resolve)))
      if (fails) throw new DOMException('full', 'QuotaExceededError')
      return store.write(change)
    }
    const tab = openTab({ ...store, write })
    const remote = createDocument()
    const receive = (words: string): void => {
      const before = Y.encodeStateVector(remote)
      remote.getText(BODY).insert(0, words)
      Y.applyUpdate(tab.doc, Y.encodeStateAsUpdate(remote, before), 'remote')
    }
    return { ...tab, store, receive, letGo: (fails: boolean) => letGo(fails) }
  }

  test('holds up what came meanwhile, and nothing that comes later', async () => {
    const { store, type, receive, letGo } = await slowTab()
    type('moje')
    receive('wtedy, ')
    await new Promise((resolve) => setTimeout(resolve, 500))
    letGo(false)
    await until('written', async () => (await afterCrash(store)).text.includes('wtedy'))
    receive('potem, ')
    await until('written', async () => (await afterCrash(store)).text.includes('potem'))
  })

  test('and fails is tried again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { outbox, type, receive, letGo } = await slowTab()
      type('moje')
      receive('wtedy, ')
      vi.advanceTimersByTime(500)
      letGo(true)
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1))
      vi.advanceTimersByTime(5_000)
      await vi.waitFor(() => expect(outbox.records[0]?.kept).toBe(true))
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a crash at any moment', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('finds a causal prefix that holds every kept word (seed %i)', async (seed) => {
    const store = await freshStore()
    const { doc, outbox, journal, type } = openTab(store)
    const remote = createDocument()
    let state = seed * 7919
    const next = (limit: number): number => (state = (state * 48_271) % 2_147_483_647) % limit
    for (let step = 0; step < 60; step += 1) {
      const choice = next(5)
      if (choice <= 1) type(`w${step} `)
      if (choice === 2) {
        Y.applyUpdate(remote, Y.encodeStateAsUpdate(doc))
        const before = Y.encodeStateVector(remote)
        remote.getText(BODY).insert(next(remote.getText(BODY).length + 1), `r${step} `)
        Y.applyUpdate(doc, Y.encodeStateAsUpdate(remote, before), 'remote')
      }
      const push = choice === 3 ? outbox.take() : null
      if (push) journal.acknowledged(outbox.acknowledge(push))
      if (choice === 4) await journal.flush()
      const kept = outbox.records.filter((record) => record.kept).map((record) => record.update)
      const found = (await store.load('d'))?.clients.flatMap((client) => client.records.map((r) => r.update)) ?? []
      for (const update of kept) expect(found).toContainEqual(update)
      await afterCrash(store)
    }
    await journal.flush()
    expect((await afterCrash(store)).text).toBe(doc.getText(BODY).toString())
  })
})

describe('the copy', () => {
  test('is folded when it has many pieces, without touching what another tab wrote', async () => {
    const store = await freshStore()
    const first = openTab(store)
    const second = openTab(store)
    second.type('od drugiej ')
    await second.journal.flush()
    for (let at = 0; at < 205; at += 1) {
      first.type('x')
      first.journal.acknowledged(first.outbox.acknowledge(first.outbox.take()!))
      await first.journal.flush()
    }
    const copy = await store.load('d')
    expect(copy!.pieces.length).toBeLessThan(20)
    const { text, unsent } = await afterCrash(store)
    expect(text.replace('od drugiej ', '')).toBe('x'.repeat(205))
    expect(unsent).toEqual(['od drugiej '])
  })

  test('thrown away by one tab is written whole by the other, which would otherwise build on nothing', async () => {
    const store = await freshStore()
    const first = openTab(store)
    const second = openTab(store)
    first.type('podstawa ')
    first.journal.acknowledged(first.outbox.acknowledge(first.outbox.take()!))
    await first.journal.flush()
    second.type('inna ')
    await second.journal.discard(() => [])
    first.type('dalej')
    await first.journal.flush()
    expect(await afterCrash(store)).toEqual({ text: 'podstawa dalej', unsent: ['dalej'] })
  })

  test('of one document says nothing about another', async () => {
    const store = await freshStore()
    const first = openTab(store, 'd')
    first.type('tylko tutaj')
    await first.journal.flush()
    await until('written', async () => (await store.load('d')) !== null)
    expect(await store.load('e')).toBeNull()
    expect(await store.unsentDocuments()).toEqual(['d'])
  })
})

describe('taking over', () => {
  const adopt = ({ journal, outbox }: ReturnType<typeof openTab>, read: ClientRecords): void =>
    journal.takeOver(
      recordsRead(read),
      read.records.flatMap(({ update }) => outbox.add(update)),
    )

  test('takes what was read and no more: without Web Locks the other tab may still write', async () => {
    const store = await freshStore()
    const [living, taking] = [openTab(store), openTab(store)]
    living.type('pierwsze ')
    await living.journal.flush()
    const [read] = await store.clients('d')
    living.type('drugie')
    await living.journal.flush()
    adopt(taking, read!)
    await taking.journal.flush()
    expect(living.outbox.records.map(({ kept }) => kept)).toEqual([true, true])
    expect((await afterCrash(store)).unsent.sort()).toEqual(['drugie', 'pierwsze '])
  })

  test('that did not get to the disk is thrown away with the words it became: nobody sends them too', async () => {
    const store = await freshStore()
    const write: DeviceStore['write'] = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    const gone = openTab(store)
    gone.type('słowa')
    await gone.journal.flush()
    const [read] = await store.clients('d')
    const taking = openTab({ ...store, write })
    adopt(taking, read!)
    await taking.journal.flush()
    await taking.journal.discard(() => [])
    expect(await store.clients('d')).toEqual([])
  })
})

describe('two tabs, one of which has not yet heard that the document began anew', () => {
  test('keep one copy, of one epoch, and the unsent words of both', async () => {
    const store = await freshStore()
    const [late, early] = [openTab(store, 'd', 'e'), openTab(store, 'd', 'anew')]
    late.type('stary tekst')
    await late.journal.flush()
    await store.discard({ documentId: 'd', own: null, records: [], recover: () => [] })
    early.journal.seen(updateOf('nowy tekst'))
    await early.journal.flush()
    late.journal.seen(updateOf('jeszcze stary'))
    late.type(' i mój')
    await late.journal.flush()
    const copy = await store.load('d')
    expect(copy?.head.epoch).toBe('anew')
    expect(textOf(copy?.pieces.flatMap(({ updates }) => updates) ?? [])).toBe('nowy tekst')
    expect(copy?.clients.map(({ epoch, records }) => [epoch, records.length])).toEqual([['e', 2]])
  })

  test('do so too where the late one writes before there is anything of the new text', async () => {
    const store = await freshStore()
    const late = openTab(store, 'd', 'e')
    late.journal.seen(updateOf('stary tekst'))
    await late.journal.flush()
    await openTab(store, 'd', 'e').journal.discard(() => [], 'anew')
    late.journal.seen(updateOf('jeszcze stary'))
    late.type('i mój')
    await late.journal.flush()
    const copy = await store.load('d')
    expect([copy?.head.epoch, copy?.pieces]).toEqual(['anew', []])
    expect(copy?.clients.map(({ epoch, records }) => [epoch, records.length])).toEqual([['e', 1]])
  })

  test('do so too where the late one wrote first: the copy begins anew when it has heard', async () => {
    const store = await freshStore()
    const [late, early] = [openTab(store, 'd', 'e'), openTab(store, 'd', 'anew')]
    late.journal.seen(updateOf('stary tekst'))
    await late.journal.flush()
    Y.applyUpdate(early.doc, updateOf('nowy tekst'), 'remote')
    early.type('!')
    await early.journal.flush()
    expect((await store.load('d'))?.head.epoch).toBe('e')
    expect((await store.load('d'))?.clients.map(({ epoch }) => epoch)).toEqual(['anew'])
    await store.discard({ documentId: 'd', own: null, records: [], recover: () => [] })
    early.type('!')
    await early.journal.flush()
    const copy = await store.load('d')
    expect(copy?.head.epoch).toBe('anew')
    expect(textOf(copy?.pieces.flatMap(({ updates }) => updates) ?? [])).toContain('nowy tekst')
  })
})

function updateOf(words: string): Uint8Array {
  const doc = createDocument()
  doc.getText(BODY).insert(0, words)
  return Y.encodeStateAsUpdate(doc)
}

function textOf(updates: Uint8Array[]): string {
  const doc = createDocument()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText(BODY).toString()
}
