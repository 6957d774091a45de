import { randomUUID } from 'node:crypto'
import { tampering, UNCHAINED } from '@app/prisma/testing'
import {
  BODY,
  createDocument,
  type DocumentContent,
  decodeFrame,
  settle,
  type UnitDifference,
  writeContent,
} from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const TRACK = `query ($id: ID!) { playbackTrack(documentId: $id) { headSeq
  stretches { firstSeq lastSeq kind startedAt endedAt sittings counts { reworded added { kind count } }
    authors { person { name } organization { name } } }
  versions { seq number name } } }`
const FRAME = `query ($id: ID!, $seq: Int!, $since: Int, $knows: Boolean) {
  playbackFrame(documentId: $id, seq: $seq, since: $since, knowsSince: $knows) { seq since writtenAt units
    sources { person { name } organization { name } proposal { id author { name } } } } }`
const NAME = `mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }`
const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) { units { pieces }
    sources { person { name } organization { name } } } }`
const PROPOSE = `mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }`
const RESTORE = `mutation ($input: RestoreVersionInput!) { restoreVersion(input: $input) { seq } }`
const UNDO = `mutation ($input: UndoChangesInput!) { undoChanges(input: $input) { seq } }`
const DECIDE = `mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }`

interface Frame {
  seq: number
  since: number | null
  writtenAt: string | null
  units: string
  sources: {
    person: { name: string } | null
    organization: { name: string } | null
    proposal: { id: string } | null
  }[]
}

interface Compared {
  compare: {
    units: { pieces: { change: string; text: string; source: number | null }[] }[]
    sources: Pick<Frame['sources'][number], 'person' | 'organization'>[]
  }
}

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'ust', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] },
  { type: 'block', id: 'u2', kind: 'ust', level: 0, content: [{ text: 'Wykaz aktualizuje się raz na kwartał.' }] },
]

onEachDatabase('playing a history', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let hanna: SeededPerson
  let jan: SeededPerson
  let cookie: string
  let stranger: string

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    jan = await (await seed(target).organization('Gość')).person('Jan')
    cookie = await signInAs(target, hanna)
    stranger = await signInAs(target, await (await seed(target).organization()).person())
  })
  afterAll(() => target.close())

  async function edit({ id }: SeededDocument, by: SeededPerson, change: (text: Y.Text) => void): Promise<number> {
    const { id: userId, organizationId } = by
    return (await target.app.rooms.append(id, { kind: 'EDIT', userId, organizationId, change })).seq
  }

  const replace = (document: SeededDocument, by: SeededPerson, words: string, others: string) =>
    edit(document, by, (text) => {
      const at = find(text, words)
      text.delete(at, words.length)
      text.insert(at, others)
    })

  /** Three rows: the seed, Jan's and Hanna's. */
  async function written(): Promise<SeededDocument> {
    const document = await lead.document(hanna, { content: TEXT })
    await document.member(jan, 'EDITOR')
    await replace(document, jan, 'raz na kwartał', 'co miesiąc')
    await replace(document, hanna, 'jeden rok', 'pięć lat')
    return document
  }

  async function frameOf({ id }: SeededDocument, variables: Record<string, unknown>): Promise<Frame> {
    return (await gql<{ playbackFrame: Frame }>(target, cookie, FRAME, { id, ...variables })).playbackFrame
  }

  const unitsOf = (frame: Frame, known: readonly UnitDifference[] = []) =>
    decodeFrame(frame.units, new Map(known.map((unit) => [unit.after?.id ?? '', unit])))
  const textOf = (units: readonly UnitDifference[]) =>
    settle(units).map((unit) => (unit.type === 'block' ? unit.pieces.map(({ text }) => text).join('') : ''))
  const shown = (frame: Frame) => textOf(unitsOf(frame).map(({ unit }) => unit))

  /** Changed words and whose they are. */
  function changes(frame: Frame): string[] {
    const pieces = unitsOf(frame).flatMap(({ unit }) => (unit.type === 'block' ? unit.pieces : []))
    return pieces.flatMap((piece) => {
      if (piece.change !== 'delete' && piece.change !== 'insert') return []
      const { person, organization } = frame.sources[piece.group ?? -1] ?? {}
      return `${piece.change} „${piece.text.trim()}” ${person?.name ?? '–'} ${organization?.name ?? '–'}`
    })
  }

  /** The same as `compare` tells them. */
  async function compared({ id }: SeededDocument, since: number, seq: number): Promise<string[]> {
    const variables = { id, from: { seq: since }, to: { seq } }
    const { compare } = await gql<Compared>(target, cookie, COMPARE, variables)
    return compare.units.flatMap(({ pieces }) =>
      pieces.flatMap(({ change, text, source }) => {
        if (change !== 'DELETE' && change !== 'INSERT') return []
        const { person, organization } = compare.sources[source ?? -1] ?? {}
        return `${change.toLowerCase()} „${text.trim()}” ${person?.name ?? '–'} ${organization?.name ?? '–'}`
      }),
    )
  }

  it('goes along sittings and versions', async () => {
    const document = await written()
    await gql(target, cookie, NAME, { input: { id: randomUUID(), documentId: document.id, name: 'Do konsultacji' } })
    const { playbackTrack } = await gql<{ playbackTrack: unknown }>(target, cookie, TRACK, { id: document.id })
    const by = (name: string, organization: string) => [{ person: { name }, organization: { name: organization } }]
    expect(playbackTrack).toMatchObject({
      headSeq: 3,
      stretches: [
        { firstSeq: 1, lastSeq: 1, kind: 'SEED', authors: by('Hanna', 'Prowadząca'), sittings: 1 },
        { firstSeq: 2, lastSeq: 2, kind: 'WRITING', authors: by('Jan', 'Gość'), counts: { reworded: 1 } },
        { firstSeq: 3, lastSeq: 3, kind: 'WRITING', authors: by('Hanna', 'Prowadząca') },
      ],
      versions: [{ seq: 3, number: 1, name: 'Do konsultacji' }],
    })
  })

  it('shows the text of each place, and whose the changes of the step are', async () => {
    const document = await written()
    const first = await frameOf(document, { seq: 1 })
    expect([shown(first), changes(first), first.since]).toEqual([
      ['Najem trwa jeden rok.', 'Wykaz aktualizuje się raz na kwartał.'],
      [],
      null,
    ])
    const second = await frameOf(document, { seq: 2, since: 1 })
    expect(shown(second)).toEqual(['Najem trwa jeden rok.', 'Wykaz aktualizuje się co miesiąc.'])
    expect(changes(second)).toEqual(['delete „raz na kwartał” Jan Gość', 'insert „co miesiąc” Jan Gość'])
    const whole = await frameOf(document, { seq: 3, since: 0 })
    expect(new Set(whole.sources.map(({ person }) => person?.name))).toEqual(new Set(['Hanna', 'Jan']))
    expect(Date.parse(whole.writtenAt ?? '')).toBeGreaterThan(Date.parse(first.writtenAt ?? ''))
  })

  it('only names what is known and did not change', async () => {
    const document = await written()
    const known = settle(unitsOf(await frameOf(document, { seq: 1 })).map(({ unit }) => unit))
    const frame = await frameOf(document, { seq: 2, since: 1, knows: true })
    expect(JSON.parse(frame.units)[0]).toBe('u1')
    const units = unitsOf(frame, known).map(({ unit }) => unit)
    expect(textOf(units)).toEqual(shown(await frameOf(document, { seq: 2 })))
  })

  it('is empty before the first row, ends at the head, and stops before a sealed row that ends later', async () => {
    const document = await written()
    const empty = await frameOf(document, { seq: 0, since: 0 })
    expect([empty.seq, empty.writtenAt, shown(empty)]).toEqual([0, null, ['']])
    const last = await frameOf(document, { seq: 2_147_483_647, since: 2 })
    expect([last.seq, last.since, changes(last)]).toEqual([
      3,
      2,
      ['delete „jeden rok” Hanna Prowadząca', 'insert „pięć lat” Hanna Prowadząca'],
    ])
    const where = { documentId: document.id, seq: { in: [2, 3] } }
    const [second, third] = await target.db.documentUpdate.findMany({ where, orderBy: { seq: 'asc' } })
    if (!second || !third) throw new Error('no rows')
    await tampering(target.db, target.db.documentUpdate.deleteMany({ where }))
    const data = new Uint8Array(Y.mergeUpdates([second.data, third.data]))
    await target.db.documentUpdate.create({ data: { ...second, seqFrom: 2, seq: 3, data } })
    const middle = await frameOf(document, { seq: 2, since: 1 })
    expect([middle.seq, middle.since, shown(middle)]).toEqual([1, 1, shown(await frameOf(document, { seq: 1 }))])
    expect((await frameOf(document, { seq: 3 })).seq).toBe(3)
  })

  it('leaves out what is only proposed; accepted words are their proposer’s', async () => {
    const document = await written()
    const id = randomUUID()
    const wording = 'Wykaz aktualizuje się co tydzień.'
    const input = { id, documentId: document.id, unitId: 'u2', wording, grounds: 'Tak' }
    await gql(target, await signInAs(target, jan), PROPOSE, { input })
    const { seq } = await target.app.rooms.read(document.id)
    expect(shown(await frameOf(document, { seq }))).toContain('Wykaz aktualizuje się co miesiąc.')
    await replace(document, hanna, 'Najem', 'Umowa')
    await gql(target, cookie, DECIDE, { input: { proposalIds: [id], state: 'ACCEPTED' } })
    const head = (await target.app.rooms.read(document.id)).seq
    const frame = await frameOf(document, { seq: head, since: head - 1 })
    expect(changes(frame)).toEqual(['delete „miesiąc” Hanna Prowadząca', 'insert „tydzień” Jan Gość'])
    expect(frame.sources).toContainEqual(expect.objectContaining({ proposal: { id, author: { name: 'Jan' } } }))
  })

  it('gives words that were brought back, moved or undone to who wrote them', async () => {
    const document = await written()
    const versionId = randomUUID()
    await gql(target, cookie, NAME, { input: { id: versionId, documentId: document.id, name: 'Do konsultacji' } })
    const step = async (seq: number) => changes(await frameOf(document, { seq, since: seq - 1 }))
    await replace(document, hanna, 'co miesiąc', '')
    await gql(target, cookie, RESTORE, { input: { id: randomUUID(), versionId } })
    expect(await step(5)).toEqual(['insert „co miesiąc” Jan Gość'])
    const gone = await replace(document, hanna, 'co miesiąc', '')
    expect(await step(gone)).toEqual(['delete „co miesiąc” Hanna Prowadząca'])
    const undoing = { documentId: document.id, personId: hanna.id, fromSeq: gone, toSeq: gone }
    await gql(target, cookie, UNDO, { input: { id: randomUUID(), ...undoing } })
    expect(await step(7)).toEqual(['insert „co miesiąc” Jan Gość'])
    await replace(document, hanna, ' co miesiąc', '')
    const moved = await edit(document, hanna, (text) => text.insert(find(text, ' aktualizuje'), ' co miesiąc'))
    expect(await step(moved)).toEqual(['insert „co miesiąc” Jan Gość'])
    for (const since of [0, 2, 3, 6]) {
      expect(changes(await frameOf(document, { seq: moved, since }))).toEqual(await compared(document, since, moved))
    }
  })

  it('tells proposals that were accepted together apart, also by what they took out', async () => {
    const document = await written()
    const wordings = { u1: 'Najem trwa dwa lata.', u2: 'Wykaz aktualizuje się co tydzień.' }
    const ids = Object.keys(wordings).map(() => randomUUID())
    for (const [at, [unitId, wording]] of Object.entries(wordings).entries()) {
      const input = { id: ids[at], documentId: document.id, unitId, wording, grounds: 'Tak' }
      await gql(target, await signInAs(target, jan), PROPOSE, { input })
    }
    await gql(target, cookie, DECIDE, { input: { proposalIds: ids, state: 'ACCEPTED' } })
    const { seq } = await target.app.rooms.read(document.id)
    const frame = await frameOf(document, { seq, since: seq - 1 })
    const pieces = unitsOf(frame).map(({ unit }) => (unit.type === 'block' ? unit.pieces : []))
    const proposals = pieces.map((ofUnit) =>
      ofUnit.flatMap((piece) =>
        piece.change === 'insert' || piece.change === 'delete' ? [frame.sources[piece.group ?? -1]?.proposal?.id] : [],
      ),
    )
    expect(proposals.map((ofUnit) => [...new Set(ofUnit)])).toEqual(ids.map((id) => [id]))
  })

  it('opens any place of a long log, forth and back, and says where there is too much to mark', async () => {
    const document = await lead.document(hanna)
    const texts = await typeLong(document, 2_150)
    // Some go on from where the one before ended, others begin anew.
    for (const seq of [1_777, 1_778, 1_000, 2, 2_100]) {
      const frame = await frameOf(document, { seq, since: seq - 1 })
      expect([frame.since, shown(frame)]).toEqual([seq - 1, [texts[seq - 2]]])
      expect(changes(frame).at(-1)).toMatch(/^insert „.+” Hanna Prowadząca$/)
    }
    const far = await frameOf(document, { seq: 2_151, since: 100 })
    expect([far.since, changes(far), shown(far)]).toEqual([null, [], [texts.at(-1)]])
  })

  /** One letter a row, after the first one. Answers the text after each. */
  async function typeLong(document: SeededDocument, rows: number): Promise<string[]> {
    const doc = createDocument()
    doc.clientID = 5
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    doc.transact(() => writeContent(doc.getText(BODY), TEXT.slice(0, 1)))
    const texts: string[] = []
    for (let row = 0; row < rows; row++) {
      doc.getText(BODY).insert(1 + (row % 9), 'abcdefghij'.charAt(row % 10))
      texts.push(doc.getText(BODY).toString())
    }
    const by = { documentId: document.id, userId: hanna.id, organizationId: hanna.organizationId }
    await target.db.documentUpdate.createMany({
      data: updates.map((update, index) => ({
        ...by,
        seq: index + 1,
        seqFrom: index + 1,
        data: new Uint8Array(update),
        ...UNCHAINED,
      })),
    })
    await target.db.document.update({ where: { id: document.id }, data: { headSeq: updates.length } })
    return texts
  }

  it('refuses places that are none and whoever may not read, and touches no open document', async () => {
    const document = await written()
    const rooms = target.app.rooms.stats().rooms
    const codes = async (variables: Record<string, unknown>, as = cookie) =>
      (await ask(target, as, FRAME, { id: document.id, ...variables })).codes
    expect(await codes({ seq: 1 }, stranger)).toEqual(['NOT_FOUND'])
    expect((await ask(target, stranger, TRACK, { id: document.id })).codes).toEqual(['NOT_FOUND'])
    for (const wrong of [{ seq: -1 }, { seq: 1, since: 2 }, { seq: 1, since: -1 }]) {
      expect(await codes(wrong)).toEqual(['INVALID'])
    }
    await frameOf(document, { seq: 3, since: 1 })
    expect(target.app.rooms.stats().rooms).toBe(rooms)
  })
})
