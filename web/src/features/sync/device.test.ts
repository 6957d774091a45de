import 'fake-indexeddb/auto'
import { describe, expect, test, vi } from 'vitest'
import { hasUnsaved, registerSession, waitingDocuments, wipe } from './device.ts'
import { databaseName, openStore, type RecoveredEdit, type StoreChange } from './store.ts'

const change = (documentId: string, keep: StoreChange['keep']): StoreChange => ({
  documentId,
  clientId: 1,
  epoch: 'e',
  schemaVersion: 1,
  abilities: null,
  generation: null,
  keep,
  forget: [],
  takeOver: [],
  seen: [],
  replace: [],
  unsent: () => [],
  fullState: () => new Uint8Array(),
})

const recovered = (kind: RecoveredEdit['kind']): RecoveredEdit => ({
  id: 'r',
  documentId: 'd',
  kind,
  reason: 'FORBIDDEN',
  text: 'słowa',
  near: null,
  blockId: null,
  structs: [],
  at: 0,
})

const names = async (): Promise<(string | undefined)[]> => (await indexedDB.databases()).map(({ name }) => name)

describe('signing out', () => {
  test('asks when this device holds an update the server does not have', async () => {
    const store = await openStore('ewa')
    expect(await hasUnsaved('ewa')).toBe(false)
    await store.write(change('d', [{ index: 0, update: new Uint8Array([1]) }]))
    expect(await hasUnsaved('ewa')).toBe(true)
    expect(await hasUnsaved('jan')).toBe(false)
    await store.write({ ...change('d', []), forget: [0] })
    expect(await hasUnsaved('ewa')).toBe(false)
    store.close()
  })

  test('asks for words to give back, and for what a shared computer has only in the page', async () => {
    const store = await openStore('ola')
    await store.addRecovered(recovered('refused'))
    expect(await hasUnsaved('ola')).toBe(true)
    store.close()
    const end = registerSession({
      userId: 'jan',
      documentId: 'd',
      hasUnsent: () => true,
      settle: async () => undefined,
      forget: async () => undefined,
    })
    expect(await hasUnsaved('jan')).toBe(true)
    end()
    expect(await hasUnsaved('jan')).toBe(false)
  })

  test('asks nothing for words that the server keeps and offers itself, although they wait here to be dealt with', async () => {
    const store = await openStore('ula')
    await store.addRecovered(recovered('stranded'))
    store.close()
    expect(await hasUnsaved('ula')).toBe(false)
    expect(await waitingDocuments('ula')).toEqual(['d'])
  })

  test('deletes the person’s database, also while another tab has it open, and nobody else’s', async () => {
    const open = await openStore('iza')
    const other = await openStore('jan')
    await open.write(change('d', [{ index: 0, update: new Uint8Array([1]) }]))
    await wipe('iza')
    expect(await names()).not.toContain(databaseName('iza'))
    expect(await names()).toContain(databaseName('jan'))
    await expect(open.write(change('d', []))).rejects.toThrow()
    other.close()
  })

  test('asks for what is in the page also where the device cannot be read, and says where nobody knows', async () => {
    ;(await openStore('zofia')).close()
    const opening = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Internal error opening backing store.', 'UnknownError')
    })
    try {
      await expect(hasUnsaved('zofia')).rejects.toThrow('backing store')
      const end = registerSession({
        userId: 'zofia',
        documentId: 'd',
        hasUnsent: () => true,
        settle: async () => undefined,
        forget: () => Promise.reject(new Error('It cannot be closed.')),
      })
      expect(await hasUnsaved('zofia')).toBe(true)
      await wipe('zofia')
      expect(await names()).not.toContain(databaseName('zofia'))
      end()
    } finally {
      opening.mockRestore()
    }
  })

  test('makes no database only to look into it', async () => {
    expect(await hasUnsaved('nikt')).toBe(false)
    await wipe('nikt')
    expect(await names()).not.toContain(databaseName('nikt'))
  })
})

describe('a browser that does not say which databases it has', () => {
  test('is asked by opening the person’s own, and signing out works', async () => {
    const { databases } = indexedDB
    Object.defineProperty(indexedDB, 'databases', { value: undefined, configurable: true, writable: true })
    try {
      expect(await hasUnsaved('lena')).toBe(false)
      const store = await openStore('lena')
      await store.write(change('d', [{ index: 0, update: new Uint8Array([1]) }]))
      expect(await hasUnsaved('lena')).toBe(true)
      await wipe('lena')
      expect(await hasUnsaved('lena')).toBe(false)
      await wipe('nikt')
    } finally {
      Object.defineProperty(indexedDB, 'databases', { value: databases, configurable: true, writable: true })
    }
    expect(await names()).not.toContain(databaseName('lena'))
    expect(await names()).not.toContain(databaseName('nikt'))
  })
})
