import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find, newMarker } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    before { seq version { number } } after { seq version { number } writtenAt }
    counts { units wording added removed moved renumbered spacing table }
    units { category standingSource kindSource before { reference } after { reference }
      pieces rows { change source cells { pieces } } }
    sources { person { name } organization { name } proposal { id author { name } } startedAt endedAt }
  } }`
const NAME = `mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }`
const PROPOSE = `mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }`
const DECIDE = `mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }`
const MARK = `mutation ($input: MarkDocumentReadInput!) { markDocumentRead(input: $input) }`

interface Piece {
  change: string
  text: string
  source: number | null
}
interface Unit {
  category: string | null
  standingSource: number | null
  kindSource: number | null
  before: { reference: string } | null
  after: { reference: string } | null
  pieces: Piece[]
  rows: { change: string; source: number | null; cells: { pieces: Piece[] }[] }[]
}
interface Compared {
  before: { seq: number; version: { number: number } | null }
  after: { seq: number; version: { number: number } | null; writtenAt: string }
  counts: Record<string, number>
  units: Unit[]
  sources: {
    person: { name: string } | null
    organization: { name: string } | null
    proposal: { id: string; author: { name: string } } | null
  }[]
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

onEachDatabase('comparing', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let guests: SeededOrganization
  let hanna: SeededPerson
  let jan: SeededPerson
  let cookies: Record<'hanna' | 'jan' | 'stranger', string>
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    guests = await seed(target).organization('Gość')
    hanna = await lead.person('Hanna')
    jan = await guests.person('Jan')
    const stranger = await (await seed(target).organization()).person()
    cookies = {
      hanna: await signInAs(target, hanna),
      jan: await signInAs(target, jan),
      stranger: await signInAs(target, stranger),
    }
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(hanna, { content: TEXT })
    await document.member(jan, 'EDITOR')
  })

  async function write(change: (text: Y.Text) => void, by = hanna, at?: Date): Promise<number> {
    const { organizationId, id: userId } = by
    const write = { kind: 'EDIT' as const, userId, organizationId, change, ...(at && { at }) }
    return (await target.app.rooms.append(document.id, write)).seq
  }

  function replace(words: string, by: string) {
    return (text: Y.Text): void => {
      const at = find(text, words)
      text.delete(at, words.length)
      text.insert(at, by)
    }
  }

  const asked = (from: object, to: object, cookie = cookies.hanna) =>
    ask<{ compare: Compared }>(target, cookie, COMPARE, { id: document.id, from, to })

  async function compared(from: object, to: object, cookie = cookies.hanna): Promise<Compared> {
    const { data, codes } = await asked(from, to, cookie)
    expect(codes).toEqual([])
    if (!data) throw new Error('Nothing came')
    return data.compare
  }

  async function nameVersion(): Promise<string> {
    const id = randomUUID()
    await gql(target, cookies.hanna, NAME, { input: { id, documentId: document.id, name: 'Do konsultacji' } })
    return id
  }

  /** Changed words with their author and organisation. */
  function changes({ units, sources }: Compared): string[] {
    const said = ({ change, text, source }: Piece): string => {
      const { person, organization } = sources[source ?? -1] ?? {}
      return `${change} „${text.trim()}” ${person?.name ?? '–'} ${organization?.name ?? '–'}`
    }
    const pieces = units.flatMap((unit) => [
      ...unit.pieces,
      ...unit.rows.flatMap((row) => row.cells.flatMap((cell) => cell.pieces)),
    ])
    return pieces.filter(({ change }) => change === 'INSERT' || change === 'DELETE').map(said)
  }

  it('two versions says who took out and who put in each word, for whom', async () => {
    const first = await nameVersion()
    await write(replace('raz na kwartał', 'co miesiąc'), jan)
    await write(replace('jeden rok', 'pięć lat'))
    await write((text) => text.insert(find(text, ' lat'), ' długich'), jan)
    const second = await nameVersion()
    const difference = await compared({ versionId: first }, { versionId: second })
    expect(difference.before).toEqual({ seq: 1, version: { number: 1 } })
    expect(difference.after).toMatchObject({ seq: 4, version: { number: 2 } })
    expect(difference.counts).toMatchObject({ units: 2, wording: 2, added: 0, removed: 0 })
    expect(changes(difference)).toEqual([
      'DELETE „jeden rok” Hanna Prowadząca',
      'INSERT „pięć” Hanna Prowadząca',
      'INSERT „długich” Jan Gość',
      'INSERT „lat” Hanna Prowadząca',
      'DELETE „raz na kwartał” Jan Gość',
      'INSERT „co miesiąc” Jan Gość',
    ])
    expect(difference.units.map(({ category }) => category)).toEqual([null, 'WORDING', 'WORDING', null])
    expect(await compared({ versionId: second }, { versionId: first })).toEqual(difference)
  })

  it('tells whose a new unit, a kind, a table’s row and its removal are', async () => {
    await write((text) => text.insertEmbed(text.length - 1, newMarker('u3', { kind: 'ust', level: 0 })), jan)
    await write((text) => text.insert(text.length - 1, 'Odpowiedź jest jawna.'), jan)
    await write((text) => rows(text).get(1)?.delete('shown'))
    const difference = await compared({ seq: 1 }, { now: true })
    expect(difference.counts).toMatchObject({ units: 2, added: 1, table: 1 })
    const added = difference.units.find(({ category }) => category === 'ADDED')
    expect(added?.after?.reference).toBe('§\u00a01\u00a0ust.\u00a03')
    expect(difference.sources[added?.standingSource ?? -1]?.person?.name).toBe('Jan')
    const removed = difference.units.flatMap((unit) => unit.rows).find(({ change }) => change === 'REMOVED')
    expect(difference.sources[removed?.source ?? -1]?.person?.name).toBe('Hanna')
  })

  it('tells whose it is that a row became a heading row, and that it is none any more', async () => {
    const row = (text: Y.Text) => rows(text).get(0)
    const on = await write((text) => void row(text)?.set('header', 1), jan)
    await write(replace('rok', 'kwartał'))
    const off = await write((text) => row(text)?.delete('header'))
    const bySource = async (from: number, to: number) => {
      const { units, sources } = await compared({ seq: from }, { seq: to })
      return units
        .flatMap((unit) => unit.rows)
        .map(({ change, source }) => [change, sources[source ?? -1]?.person?.name])
    }
    const untouched = ['KEEP', undefined]
    expect(await bySource(1, on)).toEqual([['KEEP', 'Jan'], untouched])
    expect(await bySource(on, off)).toEqual([['KEEP', 'Hanna'], untouched])
    expect(await bySource(1, off)).toEqual([untouched, untouched])
  })

  it('since I last looked, at a moment and at a place; what somebody only proposed is no change', async () => {
    await gql(target, cookies.jan, MARK, { input: { documentId: document.id, seq: 1 } })
    // Marks of the visit that is under way do not count.
    const before = new Date(Date.now() - 3_600_000)
    await target.db.readMark.updateMany({ where: { documentId: document.id }, data: { readAt: before } })
    const later = new Date(Date.now() + 60_000)
    await write(replace('rok', 'kwartał'), hanna, later)
    await write((text) => text.insert(find(text, '.'), ' na pewno', { [`ins:${randomUUID()}`]: true }), jan, later)
    const sinceJan = await compared({ lastRead: true }, { now: true }, cookies.jan)
    expect(changes(sinceJan)).toEqual(['DELETE „rok” Hanna Prowadząca', 'INSERT „kwartał” Hanna Prowadząca'])
    expect((await compared({ seq: 1 }, { now: true })).units).toEqual(sinceJan.units)
    const moments = await compared({ at: new Date(later.getTime() - 1_000) }, { at: later })
    expect([moments.before.seq, moments.after.seq]).toEqual([1, 3])
    expect((await compared({ seq: 0 }, { seq: 1 })).counts).toMatchObject({ added: 3, units: 3 })
  })

  it('says that somebody is here for the first time, and compares with no empty text', async () => {
    const first = async () => {
      const { data, errors } = await asked({ lastRead: true }, { now: true }, cookies.jan)
      return [data, errors.map(({ extensions }) => extensions)]
    }
    const isFirst = [null, [{ code: 'NOT_FOUND', detail: 'lastRead' }]]
    expect(await first()).toEqual(isFirst)
    await gql(target, cookies.jan, MARK, { input: { documentId: document.id, seq: 1, opening: true } })
    expect(await first()).toEqual(isFirst)
  })

  it('before and after a proposal, open and accepted: the words are its author’s', async () => {
    const input = { documentId: document.id, unitId: 'u2', wording: 'Wykaz aktualizuje się raz w miesiącu.' }
    const id = randomUUID()
    await gql(target, cookies.jan, PROPOSE, { input: { ...input, id, grounds: 'Kwartał to zbyt długo.' } })
    const expected = ['DELETE „na kwartał” Jan Gość', 'INSERT „w miesiącu” Jan Gość']
    const open = await compared({ beforeProposal: id }, { afterProposal: id })
    expect(changes(open)).toEqual(expected)
    expect(open.sources).toMatchObject([{ proposal: { id, author: { name: 'Jan' } } }])
    await gql(target, cookies.hanna, DECIDE, { input: { proposalIds: [id], state: 'ACCEPTED' } })
    expect(changes(await compared({ beforeProposal: id }, { afterProposal: id }))).toEqual(expected)
    // Also where it was written before the earlier of the two states.
    for (const seq of [1, 2]) {
      const whole = await compared({ seq }, { now: true })
      expect(changes(whole)).toEqual(['DELETE „na kwartał” Hanna Prowadząca', 'INSERT „w miesiącu” Jan Gość'])
      expect(whole.sources.map(({ proposal }) => proposal?.id)).toEqual([id, id])
    }
  })

  describe('with a proposal names its author for what it would change,', () => {
    const OWN = ['DELETE „na kwartał” Jan Gość', 'INSERT „w miesiącu” Jan Gość']
    const OTHERS = ['DELETE „jeden rok” Hanna Prowadząca', 'INSERT „pięć lat” Hanna Prowadząca']
    let proposal: string

    async function propose(wording: string, unitId = 'u2'): Promise<string> {
      const id = randomUUID()
      const input = { id, documentId: document.id, unitId, wording, grounds: 'Kwartał to zbyt długo.' }
      await gql(target, cookies.jan, PROPOSE, { input })
      return id
    }

    function decide(state: string): Promise<unknown> {
      const input = { proposalIds: [proposal], state, reason: 'Tak ustalono.' }
      return gql(target, cookies.hanna, DECIDE, { input })
    }

    /** Whose each change is, and by which proposal. */
    const proposedIn = ({ units, sources }: Compared): (string | undefined)[] =>
      units
        .flatMap(({ pieces }) => pieces)
        .filter(({ change }) => change === 'INSERT' || change === 'DELETE')
        .map(({ source }) => sources[source ?? -1]?.proposal?.id)

    beforeEach(async () => {
      proposal = await propose('Wykaz aktualizuje się raz w miesiącu.')
    })

    it('compared with the version the text is', async () => {
      const difference = await compared({ versionId: await nameVersion() }, { afterProposal: proposal })
      expect(changes(difference)).toEqual(OWN)
      expect(proposedIn(difference)).toEqual([proposal, proposal])
      expect(difference.sources).toMatchObject([{ proposal: { author: { name: 'Jan' } } }])
    })

    it.each(['ACCEPTED', 'DECLINED'])(
      'compared with an earlier version, open and %s; and others for theirs',
      async (as) => {
        const version = await nameVersion()
        await write(replace('jeden rok', 'pięć lat'))
        for (const state of [null, as]) {
          if (state !== null) await decide(state)
          for (const from of [{ versionId: version }, { seq: 2 }, { seq: 1 }]) {
            const difference = await compared(from, { afterProposal: proposal })
            expect(changes(difference)).toEqual([...OTHERS, ...OWN])
            expect(proposedIn(difference)).toEqual([undefined, undefined, proposal, proposal])
          }
        }
      },
    )

    it('compared with another proposal’s text', async () => {
      const other = await propose('Najem trwa dwa lata.', 'u1')
      const difference = await compared({ beforeProposal: other }, { afterProposal: proposal })
      expect(changes(difference)).toEqual(OWN)
      const both = await compared({ afterProposal: other }, { afterProposal: proposal })
      expect(proposedIn(both)).toEqual([undefined, undefined, proposal, proposal])
      expect(changes(both).slice(-2)).toEqual(OWN)
    })

    it('for a new unit, one that goes, and another kind', async () => {
      const id = randomUUID()
      const by = { kind: 'EDIT' as const, userId: jan.id, organizationId: jan.organizationId, proposals: [id] }
      const change = (text: Y.Text): void => {
        const marker = (markerId: string): Y.Map<unknown> =>
          markers(text).find((map) => map.get('id') === markerId) ?? miss()
        marker('u1').set('was', { kind: 'ust', level: 0, id })
        marker('u1').set('kind', 'pkt')
        marker('u2').set('del', id)
        text.insertEmbed(text.length, newMarker('u3', { kind: 'ust', ins: id }))
        text.insert(text.length, 'Odpowiedź jest jawna.', { [`ins:${id}`]: true })
      }
      await target.app.rooms.append(document.id, { ...by, change })
      await write(replace('rok', 'kwartał'))
      const { units, sources } = await compared({ seq: 1 }, { afterProposal: id })
      const named = (source: number | null | undefined) => sources[source ?? -1]?.proposal?.id
      expect(named(units.find(({ category }) => category === 'ADDED')?.standingSource)).toBe(id)
      expect(named(units.find(({ category }) => category === 'JOINED')?.standingSource)).toBe(id)
      expect(named(units.find(({ kindSource }) => kindSource !== null)?.kindSource)).toBe(id)
    })

    it('and is the later of the two, whichever was named first', async () => {
      for (const state of [null, 'ACCEPTED']) {
        if (state !== null) await decide(state)
        const places = [{ beforeProposal: proposal }, { seq: 2 }, ...(state === null ? [{ now: true }] : [])]
        for (const place of places) {
          expect(changes(await compared({ afterProposal: proposal }, place))).toEqual(OWN)
        }
      }
    })
  })

  it('refuses what is not a place of this document, and who may not read it', async () => {
    const other = await lead.document(hanna, { text: 'Inny' })
    const version = await nameVersion()
    const elsewhere = async (place: object, cookie = cookies.hanna) =>
      (await ask(target, cookie, COMPARE, { id: other.id, from: place, to: { now: true } })).codes
    expect(await elsewhere({ versionId: version })).toEqual(['NOT_FOUND'])
    expect(await elsewhere({ beforeProposal: randomUUID() })).toEqual(['NOT_FOUND'])
    expect(await elsewhere({ now: true }, cookies.stranger)).toEqual(['NOT_FOUND'])
    for (const place of [{}, { seq: 1, now: true }, { now: false }, { seq: -1 }]) {
      expect(await elsewhere(place)).toEqual(['INVALID'])
    }
  })

  it('says a word’s look, and white space that is other, among its pieces', async () => {
    await write((text) => text.format(find(text, 'Najem'), 5, { bold: true }), jan)
    await write(replace(' jeden', '  jeden'))
    const { units } = await compared({ seq: 1 }, { now: true })
    expect(units[1]?.pieces).toEqual([
      { change: 'KEEP', text: 'Najem', look: { bold: true }, lookBefore: {} },
      { change: 'KEEP', text: ' trwa' },
      { change: 'SPACE', text: '  ', before: ' ' },
      { change: 'KEEP', text: 'jeden rok.' },
    ])
  })

  it('is one per operation', async () => {
    const compare = `compare(documentId: "${document.id}", from: { seq: 1 }, to: { now: true }) { counts { units } }`
    expect((await ask(target, cookies.hanna, `{ ${compare} }`)).codes).toEqual([])
    expect((await ask(target, cookies.hanna, `{ ${compare} again: ${compare} }`)).codes).toEqual(['TOO_LARGE'])
  })

  it('asks as many things of the database for a long history as for a short one', async () => {
    let statements = 0
    target.database.pool.on('acquire', () => {
      statements += 1
    })
    /** The least of eight: what is written is looked at in the background, too. */
    const count = async (): Promise<number> => {
      const found: number[] = []
      for (let time = 0; time < 8; time += 1) {
        const before = statements
        await compared({ seq: 1 }, { now: true })
        found.push(statements - before)
      }
      return Math.min(...found)
    }
    await write(replace('rok', 'kwartał'), jan)
    const few = await count()
    for (let index = 0; index < 30; index += 1) {
      const someone = index % 5 === 0 ? await (await seed(target).organization()).person() : hanna
      await write((text) => text.insert(find(text, 'Wykaz'), `słowo ${index} `), someone)
    }
    expect(await count()).toBeLessThanOrEqual(few)
  })

  describe('a live document', () => {
    it('is neither opened nor touched', async () => {
      const { app } = target
      const before = (await app.rooms.read(document.id)).seq
      const rooms = app.rooms.stats().rooms
      await compared({ seq: 0 }, { now: true })
      expect((await app.rooms.read(document.id)).seq).toBe(before)
      expect(app.rooms.stats().rooms).toBe(rooms)
    })
  })
})

function markers(text: Y.Text): Y.Map<unknown>[] {
  const embeds = (text.toDelta() as { insert: unknown }[]).map(({ insert }) => insert)
  return embeds.filter((insert): insert is Y.Map<unknown> => typeof insert === 'object')
}

function miss(): never {
  throw new Error('no such marker')
}

function rows(text: Y.Text): Y.Array<Y.Map<unknown>> {
  for (const { insert } of text.toDelta() as { insert: { get?: (key: string) => unknown } }[]) {
    const found = insert.get?.('rows')
    if (found !== undefined) return found as Y.Array<Y.Map<unknown>>
  }
  throw new Error('no table')
}
