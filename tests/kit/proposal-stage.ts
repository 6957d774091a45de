import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { expect } from 'vitest'
import { type StartOptions, startApp, type TestApp } from './app.ts'
import { ask } from './client.ts'
import { find } from './proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from './seed.ts'
import { openWindow, openWire, type Window } from './wire.ts'

const FIELDS = `id state title grounds channel onBehalfOf receivedAt unitId unitLabel wordingBefore wordingAfter reason hash
  author { id } enteredBy { id } decidedBy { id } mayDecide mayWithdraw mayDescribe hiddenReason mayHide`
export const LIST = `query ($id: ID!) { document(id: $id) { proposals { ${FIELDS} } } }`
const ONE = `query ($id: ID!) { proposal(id: $id) { ${FIELDS} } }`
export const DESCRIBE = `mutation ($input: DescribeProposalInput!) {
  proposal: describeProposal(input: $input) { ${FIELDS} }
}`
const DECIDE = `mutation ($input: DecideProposalsInput!) { proposals: decideProposals(input: $input) { ${FIELDS} } }`
export const WITHDRAW = `mutation ($input: WithdrawProposalInput!) {
  proposal: withdrawProposal(input: $input) { ${FIELDS} }
}`
const PROPOSE = `mutation ($input: ProposeWordingInput!) { proposal: proposeWording(input: $input) { ${FIELDS} } }`

export interface Proposal {
  id: string
  state: string
  [field: string]: unknown
}

/** „§ 1. 1. Najem trwa rok. 2. Lokal jest miejski.” */
export const TEXT: DocumentContent = [
  { type: 'block', id: 'b1', kind: 'section', level: 0, content: [] },
  { type: 'block', id: 'b2', kind: 'ust', level: 0, content: [{ text: 'Najem trwa rok.' }] },
  { type: 'block', id: 'b3', kind: 'ust', level: 0, content: [{ text: 'Lokal jest miejski.' }] },
]

const PEOPLE = ['editor', 'proposer', 'commenter', 'clerk', 'stranger'] as const
export type Who = (typeof PEOPLE)[number]

/**
 * Five people and, for each test, a document that one edits, one proposes in, two comment on (one of an NGO, one of the
 * City's staff) and one knows nothing of.
 */
export class ProposalStage {
  readonly target: TestApp
  readonly people: Record<Who, SeededPerson>
  readonly cookies: Record<Who, string>
  private readonly lead: SeededOrganization
  private current: SeededDocument | null = null
  private clientId = 5_000

  private constructor(target: TestApp, lead: SeededOrganization, people: Record<Who, SeededPerson>, cookies: string[]) {
    this.target = target
    this.lead = lead
    this.people = people
    this.cookies = Object.fromEntries(PEOPLE.map((who, index) => [who, cookies[index]])) as Record<Who, string>
  }

  static async start(options: StartOptions = {}): Promise<ProposalStage> {
    const target = await startApp(options)
    const [lead, guests, city, others] = [
      await seed(target).organization(),
      await seed(target).organization(),
      await seed(target).organization('Wydział', 'CITY'),
      await seed(target).organization(),
    ]
    const people = {
      editor: await lead.person(),
      proposer: await guests.person(),
      commenter: await guests.person(undefined, 'NGO_USER'),
      clerk: await city.person(undefined, 'STAFF'),
      stranger: await others.person(),
    }
    const cookies = await Promise.all(PEOPLE.map((who) => signInAs(target, people[who])))
    return new ProposalStage(target, lead, people, cookies)
  }

  get document(): SeededDocument {
    if (this.current === null) throw new Error('No document was begun.')
    return this.current
  }

  async beginDocument(): Promise<void> {
    const document = await this.lead.document(this.people.editor, { content: TEXT })
    await document.member(this.people.proposer, 'PROPOSER')
    await document.member(this.people.commenter, 'COMMENTER')
    await document.member(this.people.clerk, 'COMMENTER')
    this.current = document
  }

  readonly read = async (): Promise<DocumentContent> => (await this.target.app.rooms.read(this.document.id)).content

  readonly wordsOf = async (blockId: string): Promise<string> => {
    const block = (await this.read()).find(({ id }) => id === blockId)
    if (block?.type !== 'block') return ''
    return block.content.map((piece) => ('text' in piece ? piece.text : '\n')).join('')
  }

  readonly open = async (who: Who): Promise<Window> => {
    const wire = await openWire(this.target, { cookie: this.cookies[who] })
    this.clientId += 1
    return openWindow(wire, this.document.id, this.clientId)
  }

  /** „Lokal jest miejski.” → „Lokal jest gminny.”, from the editor. */
  readonly proposeInEditor = async (): Promise<string> => {
    const id = randomUUID()
    const window = await this.open('proposer')
    const { codes } = await window.write((text) => {
      const at = find(text, 'miejski')
      text.format(at, 7, { [`del:${id}`]: true })
      text.insert(at + 7, 'gminny', { [`ins:${id}`]: true })
    })
    expect(codes).toEqual([])
    await window.wire.close()
    return id
  }

  readonly one = async (who: Who, id: string): Promise<Proposal | null> => {
    const { data } = await ask<{ proposal: Proposal | null }>(this.target, this.cookies[who], ONE, { id })
    return data?.proposal ?? null
  }

  readonly abilitiesOf = async (who: Who): Promise<Record<string, boolean> | undefined> => {
    const query = `query ($id: ID!) {
      document(id: $id) { abilities { comment propose proposeByForm enterProposals edit } }
    }`
    const { data } = await ask<{ document: { abilities: Record<string, boolean> } | null }>(
      this.target,
      this.cookies[who],
      query,
      { id: this.document.id },
    )
    return data?.document?.abilities
  }

  readonly decide = (who: Who, proposalIds: string[], state: string, reason?: string, seen?: object[]) =>
    ask<{ proposals: Proposal[] }>(this.target, this.cookies[who], DECIDE, {
      input: { proposalIds, state, reason, seen },
    })

  /** What somebody is shown of a proposal, as their page sends it back with a decision. */
  readonly seen = async (who: Who, proposalId: string): Promise<object> => {
    return { proposalId, hash: (await this.one(who, proposalId))?.hash }
  }

  readonly propose = (who: Who, input: object) => {
    const known = { id: randomUUID(), documentId: this.document.id, unitId: 'b3', wording: '', grounds: '' }
    return ask<{ proposal: Proposal }>(this.target, this.cookies[who], PROPOSE, { input: { ...known, ...input } })
  }
}
