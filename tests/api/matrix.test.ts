import { randomUUID } from 'node:crypto'
import { overlayPassage, passageOfBlock, proposeWording } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type Door, overHttp, overSocket } from '../kit/doors.ts'
import { type Ability, OPERATIONS, type Operation, OTHERS, ROLES, type Target } from '../kit/operations.ts'
import { generateQueries } from '../kit/root-fields.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { openWire } from '../kit/wire.ts'

let app: TestApp
let lead: SeededOrganization
let away: SeededOrganization
let city: SeededOrganization
let owner: SeededPerson
let queries: Map<string, string>

beforeAll(async () => {
  app = await startApp()
  lead = await seed(app).organization('Prowadząca')
  away = await seed(app).organization('Inna')
  city = await seed(app).organization('Wydział', 'CITY')
  owner = await lead.person()
  queries = await generateQueries()
})
afterAll(() => app.close())

async function personOf(role: string): Promise<SeededPerson> {
  if (role === 'an administrator of the lead') return lead.person(undefined, 'ADMIN')
  if (role.includes('of the City’s staff')) {
    const clerk = await city.person(undefined, 'STAFF')
    const seat = { id: randomUUID(), userId: clerk.id, organizationId: away.id, role: 'MEMBER' as const }
    if (role.endsWith('Forum')) await app.db.membership.create({ data: seat })
    return clerk
  }
  if (role === 'an NGO user of the lead') return lead.person(undefined, 'NGO_USER')
  return role === 'a member of the lead' ? lead.person() : away.person()
}

async function prepare(role: string, person: SeededPerson, archived = false): Promise<Target> {
  const document = await lead.document(owner, { text: 'Tekst', archived })
  const other = await away.person()
  await document.member(other, 'READER')
  const manages = role === 'an EDITOR who manages'
  const given = (['READER', 'COMMENTER', 'PROPOSER', 'EDITOR'] as const).find(
    (name) => name === role || role.startsWith(`a ${name} of`) || (manages && name === 'EDITOR'),
  )
  if (given !== undefined) await document.member(person, given, manages)
  const { id: memberId } = await app.db.documentMember.findFirstOrThrow({
    where: { documentId: document.id, userId: other.id },
  })
  const { epoch } = await app.db.document.findUniqueOrThrow({ where: { id: document.id } })
  const thread = await begin(document, person)
  return { document, epoch, memberId, otherId: (await away.person()).id, ...thread }
}

/** A remark and a proposal that are in the text, as quiet moments would find them. */
async function begin(document: SeededDocument, { id: userId }: SeededPerson) {
  const { rooms } = app.app
  const by = { userId, organizationId: null }
  const { content } = await rooms.read(document.id)
  const unitId = content[0]?.id ?? ''
  const [threadId, commentId, proposalId] = [randomUUID(), randomUUID(), randomUUID()]
  const place = { documentId: document.id, unitId, unitLabel: '', quote: 'Tekst', seq: 1 }
  const comments = { create: { id: commentId, createdById: userId, body: 'Uwaga' } }
  await app.db.thread.create({ data: { id: threadId, ...place, createdById: userId, comments } })
  await rooms.append(document.id, {
    kind: 'ANNOTATION',
    ...by,
    change(text) {
      const passage = passageOfBlock(text, unitId)
      if (passage !== null) overlayPassage(text, passage, `comment:${threadId}`, true)
    },
  })
  const change = (text: Y.Text): void => void proposeWording(text, unitId, 'Tekst i więcej', proposalId)
  await rooms.append(document.id, { kind: 'EDIT', ...by, proposals: [proposalId], change })
  const found = { unitId, wordingBefore: 'Tekst', wordingAfter: 'Tekst i więcej' }
  await app.db.changeProposal.update({ where: { id: proposalId }, data: found })
  const version = await app.db.version.create({
    data: { id: randomUUID(), ...versionOf(document), createdById: userId },
  })
  const noted = { documentId: document.id, createdById: userId, unitId, unitLabel: '', body: 'Notatka' }
  const note = await app.db.staffNote.create({ data: { id: randomUUID(), ...noted, createdAt: new Date() } })
  return { unitId, threadId, commentId, proposalId, noteId: note.id, versionId: version.id }
}

function versionOf({ id: documentId }: SeededDocument) {
  const now = new Date()
  // Far from the numbers that are given.
  const place = { documentId, number: 1_000, seq: 1, stage: 'DRAFT' as const, createdAt: now, writtenAt: now }
  return { ...place, kind: 'NAMED' as const, name: 'Wersja', hash: '' }
}

async function stateOf({ document: { id } }: Target): Promise<string> {
  const row = await app.db.document.findUniqueOrThrow({ where: { id } })
  const members = await app.db.documentMember.findMany({ where: { documentId: id }, orderBy: { id: 'asc' } })
  const include = { comments: { orderBy: { id: 'asc' }, include: { reactions: true } } } as const
  const threads = await app.db.thread.findMany({ where: { documentId: id }, orderBy: { id: 'asc' }, include })
  const proposals = await app.db.changeProposal.findMany({ where: { documentId: id }, orderBy: { id: 'asc' } })
  const versions = await app.db.version.findMany({ where: { documentId: id }, orderBy: { id: 'asc' } })
  const notes = await app.db.staffNote.findMany({ where: { documentId: id }, orderBy: { id: 'asc' } })
  const restorations = await app.db.restoration.findMany({ where: { documentId: id } })
  const reviews = await app.db.unitReview.findMany({ where: { documentId: id } })
  return JSON.stringify([
    row,
    members,
    threads,
    proposals,
    versions,
    restorations,
    notes,
    reviews,
    await app.app.rooms.read(id),
  ])
}

const expectedCodes = (operation: Operation, abilities: readonly Ability[]): string[] => {
  if (abilities.includes(operation.needs)) return []
  if (abilities.includes('read')) return ['FORBIDDEN']
  return operation.hidden === undefined ? ['NOT_FOUND'] : []
}

it('every operation of the schema has its line here', () => {
  expect([...queries.keys()].sort()).toEqual([...Object.keys(OPERATIONS), ...Object.keys(OTHERS)].sort())
})

const DOORS: readonly Door[] = ['HTTP', 'socket']
const CASES = Object.entries(ROLES).flatMap(([role, abilities]) => DOORS.map((door) => ({ role, abilities, door })))

describe.each(CASES)('$role through $door', ({ role, abilities, door }) => {
  it('may do what the table says, and nothing else changes anything', async () => {
    const person = await personOf(role)
    const cookie = await signInAs(app, person)
    const wire = door === 'socket' ? await openWire(app, { cookie }) : null
    // What is refused or only read changes nothing: the next can be asked for on the same document, looked at in the end.
    const untouched = await prepare(role, person)
    const before = await stateOf(untouched)
    for (const [name, operation] of Object.entries(OPERATIONS)) {
      const query = queries.get(name) ?? ''
      const isAllowed = abilities.includes(operation.needs)
      const isMutation = query.startsWith('mutation')
      const isFresh = (isAllowed && isMutation) || operation.archived === true
      const target = isFresh ? await prepare(role, person, operation.archived) : untouched
      const was = isFresh && !isAllowed ? await stateOf(target) : null
      const variables = operation.variables(target)
      const happen = () => operation.happen?.(app, target)
      const said =
        wire === null ? await overHttp(app, cookie, query, variables) : await overSocket(wire, query, variables, happen)
      const isElsewhere = door === 'HTTP' && query.startsWith('subscription')
      expect([name, said.codes]).toEqual([name, isElsewhere ? ['INVALID'] : expectedCodes(operation, abilities)])
      if (isAllowed) continue
      if (said.codes.length === 0) expect([name, said.data]).toEqual([name, { [name]: operation.hidden }])
      if (was !== null) expect([name, await stateOf(target)]).toEqual([name, was])
    }
    expect(await stateOf(untouched)).toBe(before)
    await wire?.close()
  })
})

describe('nobody signed in', () => {
  it('is refused everything but what anyone may ask, over HTTP', async () => {
    const target = await prepare('a stranger', owner)
    const before = await stateOf(target)
    for (const [name, query] of queries) {
      if (query.includes('($') && OPERATIONS[name] === undefined) continue
      const said = await overHttp(app, null, query, OPERATIONS[name]?.variables(target) ?? {})
      // A document that may not be read looks like one that is not there, to nobody too.
      const isOpen = OTHERS[name] === 'anyone' || OPERATIONS[name]?.hidden === null
      const refusal = query.startsWith('subscription') ? 'INVALID' : 'UNAUTHENTICATED'
      expect([name, said.codes]).toEqual([name, isOpen ? [] : [refusal]])
      if (name === 'document') expect(said.data).toEqual({ document: null })
    }
    expect(await stateOf(target)).toBe(before)
  })

  it('gets no socket', async () => {
    await expect(openWire(app, { cookie: null })).rejects.toThrow('4401')
  })
})
