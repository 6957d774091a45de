import type { DocumentKind, DocumentRole, DocumentStage, MembershipRole } from '@app/prisma'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const ABILITIES = '{ read edit propose proposeByForm enterProposals comment manage rename }'
const BATCH = 10
const ALL =
  'query ($archived: Boolean) { documents(filter: { archived: $archived }, first: 100) { items { id } totalCount } }'

type Abilities = Record<
  'read' | 'edit' | 'propose' | 'proposeByForm' | 'enterProposals' | 'comment' | 'manage' | 'rename',
  boolean
>

interface Reader {
  name: string
  person: SeededPerson
  cookie: string
  /** What `document(id)` says of each sample: null where it may not be read. */
  seen: Map<string, Abilities | null>
}

interface Sample {
  name: string
  document: SeededDocument
}

onEachDatabase('rights', (database) => {
  let target: TestApp
  let lead: SeededOrganization
  let other: SeededOrganization
  let office: SeededOrganization
  let author: SeededPerson
  const readers: Reader[] = []
  const samples: Sample[] = []

  const STAGES: DocumentStage[] = ['DRAFT', 'CONSULTATION', 'ADOPTED', 'SUBMITTED', 'WITHDRAWN']
  const KINDS: DocumentKind[] = ['RECOMMENDATION', 'OTHER']
  const ROLES: DocumentRole[] = ['READER', 'COMMENTER', 'PROPOSER', 'EDITOR']

  async function addReaders(organization: SeededOrganization, roles: MembershipRole[], label: string): Promise<void> {
    for (const role of roles) {
      const person = await organization.person(undefined, role)
      readers.push({ name: `${role} of ${label}`, person, cookie: await signInAs(target, person), seen: new Map() })
    }
  }

  async function addSamples(organization: SeededOrganization, creator: SeededPerson, label: string): Promise<void> {
    for (const kind of KINDS) {
      for (const stage of STAGES) {
        for (const archived of [false, true]) {
          const document = await organization.document(creator, { kind, stage, archived })
          samples.push({ name: `${kind} ${stage} of ${label}${archived ? ', archived' : ''}`, document })
        }
      }
    }
  }

  async function look({ cookie, seen }: Reader): Promise<void> {
    for (let from = 0; from < samples.length; from += BATCH) {
      const ids = samples.slice(from, from + BATCH).map(({ document }) => document.id)
      const fields = ids.map((id, index) => `d${index}: document(id: "${id}") { abilities ${ABILITIES} }`)
      const answer = await gql<Record<string, { abilities: Abilities } | null>>(
        target,
        cookie,
        `{ ${fields.join(' ')} }`,
      )
      for (const [index, id] of ids.entries()) seen.set(id, answer[`d${index}`]?.abilities ?? null)
    }
  }

  beforeAll(async () => {
    target = await startApp({ database })
    lead = await seed(target).organization('Prowadząca')
    other = await seed(target).organization('Inna')
    office = await seed(target).organization('Urząd (demo)', 'CITY')
    author = await lead.person()
    const official = await office.person(undefined, 'STAFF')
    await addReaders(lead, ['MEMBER', 'NGO_USER', 'ADMIN'], 'the lead')
    await addReaders(other, ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN'], 'another')
    await addReaders(office, ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN'], 'the City')
    await addSamples(lead, author, 'an NGO')
    await addSamples(office, official, 'the City')
    for (const role of ROLES) {
      const document = await lead.document(author, { kind: 'OTHER' })
      await document.member(other, role)
      await document.member(office, role)
      samples.push({ name: `shared as ${role}`, document })
    }
    for (const reader of readers) await look(reader)
  }, 120_000)
  afterAll(() => target.close())

  /** Steps through kinds, stages and leads; all of them times all people would take minutes. */
  function everyFifth(): Sample[] {
    return samples.filter((_sample, index) => index % 5 === 0)
  }

  describe('the list and the table', () => {
    it('agree on what everybody may read, in every combination', async () => {
      for (const { name, cookie, seen } of readers) {
        const listed = new Set<string>()
        for (const archived of [false, true]) {
          const { documents } = await gql<{ documents: { items: { id: string }[]; totalCount: number } }>(
            target,
            cookie,
            ALL,
            { archived },
          )
          expect(documents.totalCount).toBe(documents.items.length)
          for (const { id } of documents.items) listed.add(id)
        }
        const nameOf = (isIn: (id: string) => boolean) =>
          samples.filter(({ document }) => isIn(document.id)).map((sample) => sample.name)
        const readable = nameOf((id) => seen.get(id)?.read === true)
        expect([name, nameOf((id) => listed.has(id))]).toEqual([name, readable])
        expect([name, nameOf((id) => seen.get(id) !== null)]).toEqual([name, readable])
      }
    })

    it('give nobody signed in nothing', async () => {
      const nobody = { name: 'nobody', person: author, cookie: 'none=', seen: new Map() }
      await look(nobody)
      expect([...nobody.seen.values()].filter((abilities) => abilities !== null)).toEqual([])
      expect(nobody.seen.size).toBe(samples.length)
    })
  })

  describe('every mutation, on a document one may not', () => {
    const MUTATIONS: [string, string, string][] = [
      ['rename', 'renameDocument', 'documentId: $id, title: "Podmieniony"'],
      ['archive', 'archiveDocument', 'documentId: $id'],
      ['restore', 'restoreDocument', 'documentId: $id'],
      ['share', 'shareDocument', 'documentId: $id, personId: $me, role: EDITOR, manage: true'],
      ['unshare', 'unshareDocument', 'documentId: $id, memberId: "any"'],
    ]

    it.each(MUTATIONS)(
      'is refused without the right: %s',
      async (action, mutation, input) => {
        const rows = async () => JSON.stringify(await target.db.document.findMany({ orderBy: { id: 'asc' } }))
        const grants = async () => target.db.documentMember.count()
        const before = [await rows(), await grants()]
        const variables = input.includes('$me') ? '($id: ID!, $me: ID!)' : '($id: ID!)'
        const query = `mutation ${variables} { ${mutation}(input: { ${input} }) { id } }`
        for (const { name, person, cookie, seen } of readers) {
          for (const sample of everyFifth()) {
            const abilities = seen.get(sample.document.id) ?? null
            if (action === 'rename' ? abilities?.rename : abilities?.manage) continue
            const { codes } = await ask(target, cookie, query, { id: sample.document.id, me: person.id })
            const expected = abilities === null ? 'NOT_FOUND' : 'FORBIDDEN'
            expect([name, sample.name, codes]).toEqual([name, sample.name, [expected]])
          }
        }
        expect([await rows(), await grants()]).toEqual(before)
      },
      240_000,
    )

    it.each([
      'markDocumentRead(input: { documentId: $id, seq: 1 })',
      'requestDownload(input: { documentId: $id, format: HTML }) { url }',
    ])('is refused where one may not read: %s', async (field) => {
      for (const { name, cookie, seen } of readers) {
        for (const sample of everyFifth()) {
          if (seen.get(sample.document.id) !== null) continue
          const { codes } = await ask(target, cookie, `mutation ($id: ID!) { ${field} }`, { id: sample.document.id })
          expect([name, sample.name, codes]).toEqual([name, sample.name, ['NOT_FOUND']])
        }
      }
    })

    it('is refused for nobody, whichever it is', async () => {
      const id = samples[0]?.document.id
      for (const [, mutation, input] of MUTATIONS) {
        const query = `mutation { ${mutation}(input: { ${input.replace('$id', `"${id}"`).replace('$me', '"x"')} }) { id } }`
        expect((await ask(target, null, query)).codes).toEqual(['UNAUTHENTICATED'])
      }
    })
  })

  it('answers alike about a document that is missing and one that may not be read', async () => {
    const hidden = await lead.document(author, { kind: 'OTHER', text: 'Tajne' })
    const reader = readers.find(({ name }) => name === 'MEMBER of another')?.cookie ?? ''
    const queries = [
      'query ($id: ID!) { document(id: $id) { title } }',
      'mutation ($id: ID!) { renameDocument(input: { documentId: $id, title: "x" }) { id } }',
      'mutation ($id: ID!) { archiveDocument(input: { documentId: $id }) { id } }',
      'mutation ($id: ID!) { requestDownload(input: { documentId: $id, format: DOCX }) { url } }',
      'mutation ($id: ID!) { markDocumentRead(input: { documentId: $id, seq: 1 }) }',
    ]
    for (const query of queries) {
      const forbidden = await ask(target, reader, query, { id: hidden.id })
      const missing = await ask(target, reader, query, { id: 'missing' })
      expect(forbidden).toEqual(missing)
    }
  })
})
