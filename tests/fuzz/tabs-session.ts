// Tabs of one person on one device, on a server in memory: every word that was typed ends in the server's text, was
// deleted on purpose, or is given back. Run without Web Locks too, where tabs take each other for gone.

import type * as Y from 'yjs'
import { DocumentSession } from '../../web/src/features/sync/provider.ts'
import { openStore } from '../../web/src/features/sync/store.ts'
import { createTabLocks, type TabLocks } from '../../web/src/features/sync/tabs.ts'
import { FakeLocks, FakeServer, until } from '../../web/src/features/sync/testing.ts'
import { Refusal } from '../../web/src/features/sync/wire.ts'
import { Random } from './random.ts'

const STEPS = 40
const TABS_AT_MOST = 3
const DOCUMENT = 'document-1'

interface Tab {
  session: DocumentSession
  connection: ReturnType<FakeServer['connect']>
}

export interface TabsOutcome {
  typed: number
  deleted: number
  givenBack: number
  arrived: number
}

/** @throws Error naming the words that are nowhere */
export async function runTabsSession(seed: number): Promise<TabsOutcome> {
  const session = new TabsSession(seed)
  try {
    for (let step = 0; step < STEPS; step += 1) await session.step()
    return await session.finish()
  } finally {
    await session.close()
  }
}

class TabsSession {
  private readonly random: Random
  private readonly seed: number
  private readonly server = new FakeServer()
  private readonly locks: { tab(): TabLocks }
  private readonly hasLocks: boolean
  private readonly tabs: Tab[] = []
  private readonly typed: string[] = []
  private readonly deleted = new Set<string>()
  /** Given back, and dealt with by the person. */
  private readonly dismissed = new Set<string>()
  private troubles: ('lose' | Refusal)[] = []

  constructor(seed: number) {
    this.seed = seed
    this.random = new Random(seed)
    this.hasLocks = this.random.chance(0.7)
    this.locks = this.hasLocks ? new FakeLocks() : { tab: () => createTabLocks(undefined) }
    this.server.onPush = () => this.troubles.shift() ?? 'accept'
  }

  async step(): Promise<void> {
    const tab = this.tabs.length === 0 ? await this.open() : this.random.pick(this.tabs)
    const at = this.random.below(20)
    if (at < 9) this.type(tab)
    else if (at < 11) this.delete(tab)
    else if (at < 13) tab.connection.drop()
    else if (at < 15) tab.connection.restore()
    else if (at === 15) this.troubles.push(this.random.chance(0.5) ? 'lose' : new Refusal('TOO_LARGE'))
    else if (at === 16) this.changeRights()
    else if (at === 17) await this.leave(tab)
    else if (at === 18 && this.tabs.length < TABS_AT_MOST) await this.open()
    else if (this.random.chance(0.15)) this.changeEpoch()
    else if (this.random.chance(0.5)) await this.dismiss(tab)
    if (this.random.chance(0.4)) await pause(this.random.below(4))
  }

  async finish(): Promise<TabsOutcome> {
    this.troubles = []
    this.server.promote()
    for (const { connection } of this.tabs) connection.restore()
    if (this.tabs.length === 0) await this.open(true)
    await this.rest()
    for (const tab of [...this.tabs]) await this.leave(tab)
    // What is nowhere but on the disk now is lost unless the next page finds it.
    const last = await this.open(true)
    await this.rest()
    const back = last.session.givenBack.list('refused').map(({ text }) => text)
    return this.judge(back)
  }

  async close(): Promise<void> {
    for (const tab of [...this.tabs]) await this.leave(tab)
  }

  private judge(back: string[]): TabsOutcome {
    const text = this.server.text
    const lost = this.typed.filter(
      (word) => !text.includes(word) && !this.isDone(word) && !back.some((words) => words.includes(word)),
    )
    if (lost.length > 0)
      throw new Error(`lost: ${lost.join(' ')}; in the text: ${text}; given back: ${back.join(' / ')}`)
    // A passage of which a part had arrived before its answer was lost is given back whole; one that arrived whole is not.
    // Tabs that take living ones for gone may offer what those still send.
    const twice = back.filter((words) => (words.match(/w\d+;/g) ?? []).every((word) => text.includes(word)))
    if (this.hasLocks && twice.length > 0) throw new Error(`saved and given back too: ${twice.join(' / ')}`)
    const offeredTwice = this.typed.filter((word) => back.filter((words) => words.includes(word)).length > 1)
    if (this.hasLocks && offeredTwice.length > 0)
      throw new Error(`given back twice: ${offeredTwice.join(' ')}; in ${back.join(' / ')}`)
    const again = [...this.dismissed].filter((word) => back.some((words) => words.includes(word)))
    if (this.hasLocks && again.length > 0)
      throw new Error(`given back although dealt with: ${again.join(' ')}; in ${back.join(' / ')}`)
    const doubled = this.typed.filter((word) => text.split(word).length > 2)
    if (doubled.length > 0) throw new Error(`twice in the text: ${doubled.join(' ')}`)
    return {
      typed: this.typed.length,
      deleted: this.deleted.size,
      givenBack: back.length,
      arrived: this.typed.filter((word) => text.includes(word)).length,
    }
  }

  private async open(online = this.random.chance(0.6)): Promise<Tab> {
    const connection = this.server.connect()
    if (!online) connection.drop()
    const session = new DocumentSession({
      documentId: DOCUMENT,
      userId: 'anna',
      transport: connection.transport,
      store: await openStore('anna', `tabs-${this.seed}:`),
      device: 'keeping',
      locks: this.locks.tab(),
      random: () => 0,
    })
    const tab = { session, connection }
    this.tabs.push(tab)
    await session.start()
    return tab
  }

  private async leave(tab: Tab): Promise<void> {
    this.tabs.splice(this.tabs.indexOf(tab), 1)
    await tab.session.close()
  }

  private textOf({ session }: Tab): Y.Text | null {
    return session.abilities?.edit === false ? null : (session.replica?.text ?? null)
  }

  private type(tab: Tab): void {
    const text = this.textOf(tab)
    if (!text) return
    const word = `w${this.typed.length};`
    const places = [...text.toString().matchAll(/;/g)].map(({ index }) => index + 1)
    // The block's own start is no letter of the string, but a place in the text.
    const start = text.length - text.toString().length
    text.insert(this.random.chance(0.6) ? text.length : start + this.random.pick([0, ...places]), word)
    this.typed.push(word)
  }

  private delete(tab: Tab): void {
    const text = this.textOf(tab)
    const words = text?.toString().match(/w\d+;/g)
    if (!text || !words) return
    const word = this.random.pick(words)
    text.delete(text.length - text.toString().length + text.toString().indexOf(word), word.length)
    this.deleted.add(word)
  }

  private async dismiss({ session }: Tab): Promise<void> {
    const [edit] = session.givenBack.list('refused')
    if (!edit) return
    for (const word of edit.text.match(/w\d+;/g) ?? []) this.dismissed.add(word)
    // It waits for what is typed to be kept; the person does not.
    void session.dismiss(edit.id)
  }

  private isDone(word: string): boolean {
    return this.deleted.has(word) || this.dismissed.has(word)
  }

  private changeRights(): void {
    if (this.server.abilities.edit) this.server.demote()
    else this.server.promote()
  }

  private changeEpoch(): void {
    this.server.epoch = `epoch-${this.random.below(1_000_000)}`
    this.server.send({ type: 'closed', reason: 'EPOCH_CHANGED' })
  }

  /** Until nothing waits anywhere, in the tabs and on the disk. */
  private async rest(): Promise<void> {
    const isQuiet = (): boolean => this.tabs.every(({ session }) => session.status === 'saved' && !session.isAtRisk)
    await until('all is saved', isQuiet)
    for (const { session } of this.tabs) await session.settle()
    await until('all is saved, also what was taken over', isQuiet)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
