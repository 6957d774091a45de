import { afterEach, describe, expect, it, vi } from 'vitest'
import { GivenBack, type Shelf } from './given-back.ts'
import type { RecoveredEdit } from './store.ts'

const EDIT = {
  id: 'e',
  kind: 'refused',
  text: 'słowa',
  structs: [{ clientId: 1, from: 2, to: 7 }],
  near: null,
} as unknown as RecoveredEdit

const SHELF: Shelf = {
  listRecovered: async () => [],
  rewriteRecovered: async () => undefined,
  dismissRecovered: async () => undefined,
  forgetRecovered: async () => undefined,
}

function later(): { done: () => void; promise: Promise<void> } {
  let done = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    done = resolve
  })
  return { done, promise }
}

/** Words that are being kept again while their person deals with them. */
async function keptAgain() {
  const kept = new Set<string>()
  const shelf: Shelf = {
    ...SHELF,
    dismissRecovered: async (edits) => edits.forEach(({ id }) => void kept.delete(id)),
    forgetRecovered: async (ids) => ids.forEach((id) => void kept.delete(id)),
  }
  const given = new GivenBack(shelf, true, () => undefined)
  given.add([EDIT], Promise.resolve())
  given.lose()
  const [write, safe] = [later(), later()]
  const keeping = given.keepAgain(async ({ id }) => {
    await write.promise
    kept.add(id)
  })
  const dismissing = given.dismiss(EDIT.id, safe.promise)
  return { kept, write, safe, keeping, dismissing }
}

describe('words that are dismissed while they are being kept again', () => {
  it('stay on the device until what was written in their place is safe', async () => {
    const { kept, write, safe, keeping, dismissing } = await keptAgain()
    write.done()
    await keeping
    expect([...kept]).toEqual(['e'])
    safe.done()
    await dismissing
    expect([...kept]).toEqual([])
  })

  it('do not come back where that was safe before they were kept', async () => {
    const { kept, write, safe, keeping, dismissing } = await keptAgain()
    safe.done()
    await dismissing
    write.done()
    await keeping
    expect([...kept]).toEqual([])
  })
})

describe('words that a transaction gives back', () => {
  afterEach(() => void vi.useRealTimers())

  /** A transaction that takes long, of which one text turns out to be another tab's. */
  function slowlyTaken() {
    vi.useFakeTimers()
    let unkept = 0
    const buried: string[] = []
    const dismissRecovered: Shelf['dismissRecovered'] = async (edits) => void buried.push(...edits.map(({ id }) => id))
    const given = new GivenBack({ ...SHELF, dismissRecovered }, true, (count) => (unkept = count))
    let [answer, fail] = [(_edits: RecoveredEdit[]): void => undefined, (_error: Error): void => undefined]
    const taking = new Promise<RecoveredEdit[]>((resolve, reject) => ([answer, fail] = [resolve, reject]))
    const done = given.take([EDIT, { ...EDIT, id: 'f', text: 'cudze', structs: [] }], taking)
    const listed = () => given.list('refused').map(({ text }) => text)
    return { given, buried, done, answer, fail, listed, unkept: () => unkept }
  }

  it('are listed when it has said which, and count as kept nowhere until then', async () => {
    const { done, answer, listed, unkept } = slowlyTaken()
    expect([listed(), unkept()]).toEqual([[], 2])
    answer([{ ...EDIT, id: 'g' }])
    await done
    expect([listed(), unkept()]).toEqual([['słowa'], 0])
  })

  it('are all listed where it fails', async () => {
    const { done, fail, listed, unkept } = slowlyTaken()
    fail(new Error('The disk is gone.'))
    await done
    expect([listed(), unkept()]).toEqual([['słowa', 'cudze'], 2])
  })

  it('are all listed while it takes long, and the right ones when it has answered after all', async () => {
    const { done, answer, listed, unkept } = slowlyTaken()
    vi.advanceTimersByTime(10_000)
    expect(listed()).toEqual(['słowa', 'cudze'])
    expect(unkept()).toBeGreaterThan(0)
    answer([{ ...EDIT, id: 'g' }])
    await done
    expect([listed(), unkept()]).toEqual([['słowa'], 0])
  })

  it('and were dealt with while it took long are listed no more, and go when what they became is safe', async () => {
    const { given, done, answer, listed, buried } = slowlyTaken()
    vi.advanceTimersByTime(10_000)
    const safe = later()
    const dismissed = given.dismiss('e', safe.promise)
    answer([
      { ...EDIT, id: 'g' },
      { ...EDIT, id: 'h', text: 'inne', structs: [{ clientId: 1, from: 3, to: 9 }] },
    ])
    await done
    expect([listed(), given.wasDismissed('g'), buried]).toEqual([['inne'], true, []])
    safe.done()
    await dismissed
    await vi.waitFor(() => expect(buried.sort()).toEqual(['e', 'g']))
  })

  it('are forgotten where what they became was safe before it answered', async () => {
    const { given, done, answer, listed, buried } = slowlyTaken()
    vi.advanceTimersByTime(10_000)
    const dismissed = given.dismiss('e', Promise.resolve())
    await Promise.resolve()
    answer([{ ...EDIT, id: 'g' }])
    await Promise.all([done, dismissed])
    await vi.waitFor(() => expect(buried.sort()).toEqual(['e', 'g']))
    expect(listed()).toEqual([])
  })
})
