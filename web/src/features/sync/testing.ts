/** A server in memory for the provider's tests: the same rules as the real one, as far as a client can see them. */
import { BODY, createDocument } from '@app/server/document'
import { LIMITS } from '@app/server/limits'
import * as Y from 'yjs'
import type { TabLocks } from './tabs.ts'
import {
  type Abilities,
  type DocumentEvent,
  Interrupted,
  type PushInput,
  Refusal,
  type Transport,
  type TransportSink,
} from './wire.ts'

const EDITOR: Abilities = {
  read: true,
  edit: true,
  propose: true,
  proposeByForm: true,
  enterProposals: true,
  comment: true,
  manage: false,
}
const READER: Abilities = { ...EDITOR, edit: false, propose: false, proposeByForm: false, enterProposals: false }

interface Member {
  clientId: number
  sink: TransportSink
}

export class FakeServer {
  doc = createDocument()
  epoch = 'epoch-1'
  abilities = EDITOR
  /** Every push that was committed, in order. */
  readonly log: PushInput[] = []
  /** Every push that arrived, refused and repeated ones too. */
  readonly arrived: PushInput[] = []
  /** Decides what happens to the next pushes; `lose` commits and loses the answer. */
  onPush: (push: PushInput) => 'accept' | 'lose' | 'hang' | Refusal = () => 'accept'
  onJoin: () => Refusal | null = () => null
  hashOf: (text: Y.Text) => string | null = () => null
  /** How many connections it ended for a frame that was too large. */
  cutOff = 0
  /** Words given back that pages have dealt with. */
  readonly dismissed: string[] = []
  /** What openings say of words given back that wait. */
  waitingStranded: string[] | null = null
  private readonly members = new Set<Member>()
  private readonly answers = new Map<string, number>()

  constructor() {
    const marker = new Y.Map<unknown>([
      ['id', 'first'],
      ['kind', 'paragraph'],
      ['level', 0],
    ])
    this.doc.getText(BODY).insertEmbed(0, marker)
  }

  get text(): string {
    return this.doc
      .getText(BODY)
      .toDelta()
      .map((part: { insert: unknown }) => (typeof part.insert === 'string' ? part.insert : '|'))
      .join('')
  }

  /** One page's connection to this server. */
  connect(): { transport: Transport; drop(): void; restore(): void } {
    const connection = new FakeConnection(this)
    return { transport: connection, drop: () => connection.drop(), restore: () => connection.restore() }
  }

  write(change: (text: Y.Text) => void): void {
    const before = Y.encodeStateVector(this.doc)
    this.doc.transact(() => change(this.doc.getText(BODY)))
    this.send({ type: 'changed', update: Y.encodeStateAsUpdate(this.doc, before), seq: this.log.length })
  }

  send(event: DocumentEvent): void {
    for (const member of [...this.members]) member.sink.event(event)
  }

  demote(): void {
    this.abilities = READER
    this.send({ type: 'access', abilities: READER })
  }

  promote(): void {
    this.abilities = EDITOR
    this.send({ type: 'access', abilities: EDITOR })
  }

  enter(member: Member, stateVector: Uint8Array): void {
    const refusal = this.onJoin()
    if (refusal) return void queueMicrotask(() => member.sink.ended(refusal))
    this.members.add(member)
    const opened: DocumentEvent = {
      type: 'opened',
      epoch: this.epoch,
      diff: Y.encodeStateAsUpdate(this.doc, stateVector),
      diffVersion: 1,
      stateVector: Y.encodeStateVector(this.doc),
      seq: this.log.length,
      abilities: this.abilities,
      presence: [],
      waitingStranded: this.waitingStranded,
    }
    queueMicrotask(() => this.members.has(member) && member.sink.event(opened))
  }

  exit(member: Member): void {
    this.members.delete(member)
  }

  async commit(push: PushInput): Promise<number> {
    this.arrived.push(push)
    const key = `${push.clientId}:${push.clientSeq}`
    const earlier = this.answers.get(key)
    if (earlier !== undefined) return earlier
    const verdict = this.onPush(push)
    if (verdict instanceof Refusal) throw verdict
    if (verdict === 'hang') return new Promise(() => undefined)
    if (!this.abilities.edit) throw new Refusal('FORBIDDEN')
    if (push.epoch !== this.epoch) throw new Refusal('EPOCH_CHANGED')
    if (isTooLarge(push.update)) throw new Refusal('TOO_LARGE', 'too-large')
    if (this.hasGap(push.update)) throw new Refusal('INVALID', 'gap')
    this.log.push(push)
    this.answers.set(key, this.log.length)
    Y.applyUpdate(this.doc, push.update)
    for (const member of this.members) {
      if (member.clientId !== push.clientId) {
        member.sink.event({ type: 'changed', update: push.update, seq: this.log.length })
      }
    }
    if (verdict === 'lose') throw new Interrupted()
    return this.log.length
  }

  /** Nothing is taken that builds on what is not here. */
  private hasGap(update: Uint8Array): boolean {
    const trial = createDocument()
    Y.applyUpdate(trial, Y.encodeStateAsUpdate(this.doc))
    Y.applyUpdate(trial, update)
    return trial.store.pendingStructs !== null || trial.store.pendingDs !== null
  }
}

function isTooLarge(update: Uint8Array): boolean {
  const { structs, ds } = Y.decodeUpdate(update)
  const ranges = [...ds.clients.values()].reduce((sum, { length }) => sum + length, 0)
  const { updateBytes, updateStructs, updateRanges } = LIMITS
  return update.byteLength > updateBytes || structs.length > updateStructs || ranges > updateRanges
}

const base64Length = ({ byteLength }: Uint8Array): number => Math.ceil(byteLength / 3) * 4

class FakeConnection implements Transport {
  private readonly server: FakeServer
  private readonly joined = new Map<Member, () => Uint8Array>()
  private readonly inFlight = new Set<(error: Error) => void>()
  private up = true

  constructor(server: FakeServer) {
    this.server = server
  }

  join: Transport['join'] = (variables, sink) => {
    const member = { clientId: variables().clientId, sink }
    this.joined.set(member, () => {
      member.clientId = variables().clientId
      return variables().stateVector
    })
    if (this.up) this.server.enter(member, variables().stateVector)
    else queueMicrotask(() => sink.interrupted(null))
    return () => {
      this.joined.delete(member)
      this.server.exit(member)
    }
  }

  push(push: PushInput): Promise<number> {
    if (!this.up) return Promise.reject(new Interrupted())
    if (base64Length(push.update) > LIMITS.frameBytes) return this.cut()
    return new Promise((resolve, reject) => {
      this.inFlight.add(reject)
      this.server
        .commit(push)
        .then(resolve, reject)
        .finally(() => this.inFlight.delete(reject))
    })
  }

  async setPresence(): Promise<void> {
    if (!this.up) throw new Interrupted()
  }

  async dismissStranded(id: string): Promise<void> {
    if (!this.up) throw new Interrupted()
    this.server.dismissed.push(id)
  }

  async textHash(_documentId: string, stateVector: Uint8Array): Promise<string | null> {
    const here = Y.encodeStateVector(this.server.doc)
    const same = here.length === stateVector.length && here.every((byte, at) => byte === stateVector[at])
    return same ? this.server.hashOf(this.server.doc.getText(BODY)) : null
  }

  wake(): void {
    this.restore()
  }

  reconnect(): void {
    this.drop()
    this.restore()
  }

  /** As a socket is that was sent too large a frame. */
  private async cut(): Promise<never> {
    this.server.cutOff += 1
    queueMicrotask(() => this.reconnect())
    throw new Interrupted()
  }

  drop(): void {
    this.up = false
    for (const fail of this.inFlight) fail(new Interrupted())
    for (const member of this.joined.keys()) {
      this.server.exit(member)
      member.sink.interrupted(null)
    }
  }

  restore(): void {
    if (this.up) return
    this.up = true
    for (const [member, stateVector] of this.joined) this.server.enter(member, stateVector())
  }
}

/** Web Locks of one browser; `kill` is what the browser does when a tab is gone. */
export class FakeLocks {
  private readonly held = new Map<string, FakeTab>()
  private readonly waiting = new Map<string, (() => Promise<void>)[]>()

  tab(): FakeTab {
    return new FakeTab(this)
  }

  take(name: string, tab: FakeTab): boolean {
    if (this.held.has(name)) return false
    this.held.set(name, tab)
    return true
  }

  async release(name: string): Promise<void> {
    this.held.delete(name)
    await this.waiting.get(name)?.shift()?.()
  }

  wait(name: string, work: () => Promise<void>): () => void {
    const queue = this.waiting.get(name) ?? []
    this.waiting.set(name, queue)
    queue.push(work)
    return () => void queue.splice(queue.indexOf(work), 1)
  }

  async kill(tab: FakeTab): Promise<void> {
    for (const [name, holder] of [...this.held]) if (holder === tab) await this.release(name)
  }
}

export class FakeTab implements TabLocks {
  private readonly locks: FakeLocks

  constructor(locks: FakeLocks) {
    this.locks = locks
  }

  hold(name: string): () => void {
    this.locks.take(name, this)
    return () => void this.locks.release(name)
  }

  async ifGone(name: string, work: () => Promise<void>): Promise<boolean> {
    if (!this.locks.take(name, this)) return false
    try {
      await work()
    } finally {
      await this.locks.release(name)
    }
    return true
  }

  whenGone(name: string, work: () => Promise<void>): () => void {
    return this.locks.wait(name, work)
  }
}

/** Waits for a condition, looking often; fails with the words it was given. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  withinMs = 8_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
