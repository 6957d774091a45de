import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { holdNext } from '../kit/held-statement.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

// Whoever asks while they may, and whose rights end before it is done: by a request whose body comes late, by a change that
// waits for its turn, or by one change behind another.

const SHARE = 'mutation ($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }'
const READ = 'query ($id: ID!) { document(id: $id) { title } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'

onEachDatabase('rights that end meanwhile', (database) => {
  let target: TestApp
  let lead: SeededOrganization
  let owner: SeededPerson
  let leaving: SeededPerson
  let document: SeededDocument
  let cookie: string
  let asAdmin: string
  const unitId = newId()

  beforeAll(async () => {
    target = await startApp({ database })
    const office = await seed(target).organization('Biuro', 'CITY')
    asAdmin = await signInAs(target, await office.person('Ada', 'ADMIN'))
    lead = await seed(target).organization('Fundacja')
    owner = await lead.person('Hanna')
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    leaving = await lead.person('Jan')
    cookie = await signInAs(target, leaving)
    document = await lead.document(owner, {
      title: 'Wewnętrzne',
      kind: 'OTHER',
      content: [{ type: 'block', id: unitId, kind: 'section', level: 0, content: [{ text: 'Najem trwa rok.' }] }],
    })
  })

  async function leave(): Promise<void> {
    const { id } = await target.db.membership.findFirstOrThrow({ where: { userId: leaving.id } })
    await gql(target, asAdmin, END, { id })
  }

  /** What is answered to a request whose body comes after something else has happened. */
  function lateBody(query: string, variables: object, meanwhile: () => Promise<unknown>): Promise<string[]> {
    const body = JSON.stringify({ query, variables })
    const headers = {
      ...{ cookie, origin: target.origin, 'x-wz-csrf': '1', 'content-type': 'application/json' },
      'content-length': Buffer.byteLength(body),
    }
    const held = holdNext(target, '"Session"')
    return new Promise((resolve, reject) => {
      const sent = request(`${target.origin}/graphql`, { method: 'POST', agent: false, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => resolve(codesOf(text)))
      })
      sent.on('error', reject)
      sent.write(body.slice(0, 10))
      held.reached
        .then(() => held.letGo())
        .then(meanwhile)
        .then(() => sent.end(body.slice(10)), reject)
    })
  }

  function codesOf(text: string): string[] {
    const { errors = [], data } = JSON.parse(text) as {
      errors?: { extensions: { code: string } }[]
      data?: Record<string, unknown> | null
    }
    const codes = errors.map(({ extensions }) => extensions.code)
    return codes.length === 0 && Object.values(data ?? {}).every((value) => value === null) ? ['null'] : codes
  }

  const shareWithOneself = () => ({
    input: { documentId: document.id, personId: leaving.id, role: 'EDITOR', manage: true },
  })

  it('count for a request whose body comes after that', async () => {
    expect(await lateBody(SHARE, shareWithOneself(), leave)).toEqual(['NOT_FOUND'])
    expect(await target.db.documentMember.count({ where: { userId: leaving.id } })).toBe(0)
  })

  it('count for a session that ends before the body comes', async () => {
    const over = () => gql(target, cookie, 'mutation { signOutEverywhere }')
    expect(await lateBody(READ, { id: document.id }, over)).toEqual(['null'])
    cookie = await signInAs(target, leaving)
    expect(
      await lateBody(SHARE, shareWithOneself(), () => gql(target, cookie, 'mutation { signOutEverywhere }')),
    ).toEqual(['UNAUTHENTICATED'])
  })

  describe('while a change is on its way', () => {
    async function change(query: string, variables: object): Promise<string[]> {
      // The first look at the rights has been answered, and what comes of it has not been done.
      const held = holdNext(target, 'FROM "Document" d JOIN "Organization" o')
      const answer = ask(target, cookie, query, variables as Record<string, unknown>)
      await held.reached
      await leave()
      held.letGo()
      return (await answer).codes
    }

    it('nobody is given a right', async () => {
      expect(await change(SHARE, shareWithOneself())).toEqual(['NOT_FOUND'])
      expect(await target.db.documentMember.count({ where: { userId: leaving.id } })).toBe(0)
    })

    it('a document is not called otherwise', async () => {
      const query = 'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { id } }'
      expect(await change(query, { input: { documentId: document.id, title: 'Inny' } })).toEqual(['NOT_FOUND'])
      expect((await target.db.document.findUniqueOrThrow({ where: { id: document.id } })).title).toBe('Wewnętrzne')
    })

    it('no text is brought back', async () => {
      const { id } = document
      const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: lead.id }
      await target.app.rooms.append(id, { ...by, change: (text) => text.insert(text.length, ' Bez wyjątku.') })
      const query = 'mutation ($input: RestoreMomentInput!) { restoreMoment(input: $input) { id } }'
      const codes = await change(query, { input: { id: randomUUID(), documentId: id, seq: 1 } })
      expect(codes).toEqual(['NOT_FOUND'])
      expect(await target.db.restoration.count({ where: { documentId: id } })).toBe(0)
    })

    it('no remark is marked, and no version named', async () => {
      const { id: documentId } = document
      const start = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'
      const comment = { id: randomUUID(), body: 'Dlaczego rok?', mentions: [] }
      const thread = { id: randomUUID(), documentId, type: 'GENERAL', aim: { unitId }, comment }
      expect(await change(start, { input: thread })).not.toEqual([])
      expect(JSON.stringify((await target.app.rooms.read(documentId)).content)).not.toContain(thread.id)
      leaving = await lead.person('Ewa')
      cookie = await signInAs(target, leaving)
      const name = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
      expect(await change(name, { input: { id: randomUUID(), documentId, name: 'Moja' } })).toEqual(['NOT_FOUND'])
      expect(await target.db.version.count({ where: { documentId } })).toBe(0)
    })

    it('no other wording is proposed, and none decided on', async () => {
      const { id: documentId } = document
      const propose = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
      const wish = (id: string) => ({ input: { id, documentId, unitId, wording: 'Najem trwa dwa lata.', grounds: '' } })
      expect(await change(propose, wish(randomUUID()))).toEqual(['NOT_FOUND'])
      const id = randomUUID()
      await gql(target, await signInAs(target, owner), propose, wish(id))
      leaving = await lead.person('Ewa')
      cookie = await signInAs(target, leaving)
      const decide = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
      expect(await change(decide, { input: { proposalIds: [id], state: 'ACCEPTED' } })).toEqual(['NOT_FOUND'])
      expect(await target.db.changeProposal.findMany({ where: { documentId }, select: { state: true } })).toEqual([
        { state: 'OPEN' },
      ])
    })
  })
})
