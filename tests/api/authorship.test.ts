import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { type Authorship, askAuthorship, creditsIn } from '../kit/authorship.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, toBase64 } from '../kit/wire.ts'

const NAME = `mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }`
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    units { pieces } sources { kind person { name } } } }`

interface Compared {
  compare: {
    units: { pieces: { change: string; text: string; source: number | null }[] }[]
    sources: { kind: string; person: { name: string } | null }[]
  }
}

const TEXT: DocumentContent = [
  { type: 'block', id: 's1', kind: 'section', level: 0, content: [] },
  { type: 'block', id: 'u1', kind: 'ust', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] },
  { type: 'block', id: 'u2', kind: 'ust', level: 0, content: [{ text: 'Wykaz aktualizuje się raz na kwartał.' }] },
  {
    type: 'table',
    id: 't1',
    rows: ['r1', 'r2'].map((id) => ({ id, cells: [{ id: 'k1', header: false, content: [{ text: `Lokal ${id}` }] }] })),
  },
]

onEachDatabase('who wrote it', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let hanna: SeededPerson
  let jan: SeededPerson
  let cookies: Record<'hanna' | 'stranger', string>
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    jan = await (await seed(target).organization('Gość')).person('Jan')
    const stranger = await (await seed(target).organization()).person()
    cookies = { hanna: await signInAs(target, hanna), stranger: await signInAs(target, stranger) }
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(hanna, { content: TEXT })
    await document.member(jan, 'EDITOR')
  })

  type RowKind = 'EDIT' | 'RESTORE'

  async function write(change: (text: Y.Text) => void, by = hanna, rowKind: RowKind = 'EDIT'): Promise<number> {
    const { organizationId, id: userId } = by
    return (await target.app.rooms.append(document.id, { kind: rowKind, userId, organizationId, change })).seq
  }

  async function authorship(aim: { from?: string; to?: string; unitId?: string } = {}): Promise<Authorship> {
    const { data, codes } = await askAuthorship(target, cookies.hanna, document.id, aim)
    expect(codes).toEqual([])
    if (!data) throw new Error('Nothing came')
    return data.authorship
  }

  /** The passage that these words are, as a page names it. */
  async function passage(words: string): Promise<{ from: string; to: string }> {
    const { found } = await target.app.rooms.inspect(document.id, (text) => {
      const at = find(text, words)
      const place = (index: number) => Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index))
      return { from: toBase64(place(at)), to: toBase64(place(at + words.length)) }
    })
    return found
  }

  async function nameVersion(): Promise<void> {
    const input = { id: randomUUID(), documentId: document.id, name: 'Do konsultacji' }
    await gql(target, cookies.hanna, NAME, { input })
  }

  it('names the author of each part of a passage, for whom, when, and the version that first has it', async () => {
    await nameVersion()
    await write((text) => text.insert(find(text, ' rok'), ' dodatkowy'), jan)
    const { seq, units, sources } = await authorship(await passage('trwa jeden dodatkowy rok'))
    expect(seq).toBe(2)
    expect(units).toMatchObject([
      { id: 'u1', kind: 'UST', printed: '§\u00a01.\u00a01.', reference: '§\u00a01\u00a0ust.\u00a01' },
    ])
    expect(units[0]?.runs).toMatchObject([
      { text: 'trwa jeden', source: 0, broughtBy: null, version: { number: 1 } },
      { text: ' dodatkowy', source: 1, broughtBy: null, version: null },
      { text: ' rok', source: 0, version: { number: 1 } },
    ])
    expect(sources).toMatchObject([
      { kind: 'SEED', person: { name: 'Hanna' }, organization: { name: 'Prowadząca' }, firstSeq: 1, lastSeq: 1 },
      { kind: 'EDIT', person: { name: 'Jan' }, organization: { name: 'Gość' }, firstSeq: 2, lastSeq: 2 },
    ])
    await nameVersion()
    expect((await authorship({ unitId: 'u1' })).units[0]?.runs[1]?.version).toEqual({ number: 2 })
  })

  it('of a proposal names the version that was kept after its acceptance, and none while nobody decided', async () => {
    const ewa = await (await seed(target).organization()).person('Ewa')
    await document.member(ewa, 'PROPOSER')
    const wire = await openWire(target, { cookie: await signInAs(target, ewa) })
    const window = await openWindow(wire, document.id, 9_000)
    const id = randomUUID()
    const typed = await window.write((text) => text.insert(find(text, ' rok'), ' wspólny', { [`ins:${id}`]: true }))
    expect(typed.codes).toEqual([])
    await wire.close()
    await write((text) => text.insert(find(text, ' raz na'), ' zawsze'))
    await nameVersion()
    const first = async () => (await authorship(await passage('wspólny'))).units[0]?.runs.map(({ version }) => version)
    expect(await first()).toEqual([null])
    const input = { proposalIds: [id], state: 'ACCEPTED' }
    await gql(target, cookies.hanna, DECIDE, { input })
    expect(await first()).toEqual([null])
    await nameVersion()
    expect(await first()).toEqual([{ number: 2 }])
  })

  it('gives restored, moved and undone words back to their author, and says who brought them', async () => {
    const [words, letter] = ['aktualizuje się', 'j']
    await write((text) => text.delete(find(text, words), words.length), jan)
    await write((text) => text.insert(find(text, ' raz na'), words), jan, 'RESTORE')
    const { units, sources } = await authorship({ unitId: 'u2' })
    expect(creditsIn({ seq: 0, units, sources })).toEqual([
      'Wykaz – Hanna',
      'aktualizuje się – Hanna, brought by Jan',
      'raz na kwartał. – Hanna',
    ])
    expect(sources[units[0]?.runs[1]?.broughtBy ?? -1]).toMatchObject({ kind: 'RESTORE', firstSeq: 3 })
    await write((text) => text.insert(find(text, ' raz na'), letter), jan)
    expect(creditsIn(await authorship({ unitId: 'u2' }))).toContain('j – Jan')
  })

  it('tells whose the changes between two states are, restored words too', async () => {
    await write((text) => text.delete(find(text, ' raz na kwartał'), 15), jan)
    await write((text) => text.insert(find(text, ' aktualizuje'), ' lokali'), jan)
    await write((text) => text.insert(find(text, 'się.') + 3, ' raz na kwartał'), jan, 'RESTORE')
    const { compare } = await gql<Compared>(target, cookies.hanna, COMPARE, {
      id: document.id,
      from: { seq: 2 },
      to: { now: true },
    })
    const changed = compare.units.flatMap(({ pieces }) => pieces.filter(({ change }) => change === 'INSERT'))
    expect(
      changed.map(({ text, source }) => `${text.trim()} – ${compare.sources[source ?? -1]?.person?.name}`),
    ).toEqual(['lokali – Jan', 'raz na kwartał – Hanna'])
  })

  it('shows the whole text, tables cell by cell', async () => {
    await write((text) => cellAt(text, 1).insert(0, 'Mały '), jan)
    const { units } = await authorship()
    expect(units.map(({ id }) => id)).toEqual(['s1', 'u1', 'u2', 't1'])
    expect(units[3]?.cells.map(({ row, column, runs }) => [row, column, runs.map(({ text }) => text)])).toEqual([
      [0, 0, ['Lokal r1']],
      [1, 0, ['Mały ', 'Lokal r2']],
    ])
  })

  it('is kept with the checkpoint, a moment after it was saved', async () => {
    await write((text) => text.insert(find(text, ' rok'), ' dodatkowy'), jan)
    await target.app.rooms.flushAll()
    const where = { documentId: document.id }
    const newest = () => target.db.documentCheckpoint.findFirst({ where, orderBy: { seq: 'desc' } })
    await until('the checkpoint to know it', async () => (await newest())?.attribution != null)
    const before = await authorship()
    await target.restart()
    expect(await authorship()).toEqual(before)
  })

  it('refuses what is no passage, and who may not read', async () => {
    const codesOf = async (aim: object, cookie = cookies.hanna) =>
      (await askAuthorship(target, cookie, document.id, aim)).codes
    const { from, to } = await passage('trwa')
    expect(await codesOf({}, cookies.stranger)).toEqual(['NOT_FOUND'])
    expect(await codesOf({ unitId: 'nie-ma' })).toEqual(['NOT_FOUND'])
    const noPlaces = ['', 'AA==', 'AP8=', '////', 'AAAA'].map((bytes) => ({ from: bytes, to: bytes }))
    for (const aim of [{ from }, { from, to: from }, { from, to, unitId: 'u1' }, ...noPlaces]) {
      expect(await codesOf(aim), JSON.stringify(aim)).toEqual(['INVALID'])
    }
    const compareFrom = async (from: object) =>
      (await ask(target, cookies.hanna, COMPARE, { id: document.id, from, to: { seq: 1 } })).codes
    expect(await compareFrom({ versionId: '' })).toEqual(['NOT_FOUND'])
    for (const at of [
      '0000-01-01T00:00:00Z',
      '0206-01-01T00:00:00Z',
      '+012026-01-01T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      'wczoraj',
    ]) {
      expect(await compareFrom({ at }), at).toEqual(['INVALID'])
    }
    expect(await compareFrom({ at: '1900-01-01T00:00:00Z' })).toEqual([])
  })
})

function cellAt(text: Y.Text, row: number): Y.Text {
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (!(insert instanceof Y.Map) || !insert.has('rows')) continue
    const cells = (insert.get('rows') as Y.Array<Y.Map<unknown>>).get(row)?.get('cells') as Y.Map<Y.Text>
    return [...cells.values()][0] as Y.Text
  }
  throw new Error('no table')
}
