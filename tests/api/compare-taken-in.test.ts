import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    units { pieces standingSource }
    sources { person { name } takenIn { id author { name } resolvedBy { name } } }
  } }`
const RESOLVE = 'mutation ($input: ResolveThreadInput!) { resolveThread(input: $input) { id } }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'
const DELETE = 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }'

interface Compared {
  units: { pieces: { change: string; text: string; source?: number }[]; standingSource: number | null }[]
  sources: { takenIn: { author: { name: string }; resolvedBy: { name: string } }[] }[]
}

onEachDatabase('comparing names remarks that were said to be taken in', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let hanna: SeededPerson
  let ewa: SeededPerson
  let hannaCookie: string
  let ewaCookie: string
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    ewa = await (await seed(target).organization('Gość')).person('Ewa')
    hannaCookie = await signInAs(target, hanna)
    ewaCookie = await signInAs(target, ewa)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(hanna, {
      content: [
        { type: 'block', id: 'u1', kind: 'ust', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] },
        { type: 'block', id: 'u2', kind: 'ust', level: 0, content: [{ text: 'Wykaz jest jawny.' }] },
      ],
    })
    await document.member(ewa, 'COMMENTER')
  })

  async function write(words: string, by: string): Promise<void> {
    const change = (text: Y.Text): void => {
      const at = find(text, words)
      text.delete(at, words.length)
      text.insert(at, by)
    }
    const { id: userId, organizationId } = hanna
    await target.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change })
  }

  async function remarked(unitId: string) {
    const comment = toComment('Za krótko.')
    return { threadId: await startThread(target, ewaCookie, document, unitId, comment), commentId: comment.id }
  }

  const resolve = (threadId: string, takenIn: boolean, resolved = true) =>
    gql(target, hannaCookie, RESOLVE, { input: { threadId, resolved, takenIn } })

  /** Inserted words, and whose remarks they are said to take in, and by whom. */
  async function named(cookie = hannaCookie): Promise<string[]> {
    const variables = { id: document.id, from: { seq: 1 }, to: { now: true } }
    const { units, sources } = (await gql<{ compare: Compared }>(target, cookie, COMPARE, variables)).compare
    const inserted = units.flatMap(({ pieces }) => pieces.filter(({ change }) => change === 'INSERT'))
    return inserted.map(({ text, source }) => {
      const threads = sources[source ?? -1]?.takenIn ?? []
      return [text.trim(), ...threads.map(({ author, resolvedBy }) => `${author.name}/${resolvedBy.name}`)].join(' ')
    })
  }

  it('at what was changed in their unit after them and before they were resolved, and nowhere else', async () => {
    await write('Najem', 'Podnajem')
    const { threadId } = await remarked('u1')
    await write('jeden rok', 'pięć lat')
    await write('jawny', 'publiczny')
    expect(await named()).toEqual(['Podnajem', 'pięć lat', 'publiczny'])
    await resolve(threadId, true)
    await write('trwa', 'obowiązuje')
    expect(await named()).toEqual(['Podnajem obowiązuje', 'pięć lat Ewa/Hanna', 'publiczny'])
    expect(await named(ewaCookie)).toEqual(await named())
    await resolve(threadId, false, false)
    expect(await named()).toEqual(['Podnajem obowiązuje pięć lat', 'publiczny'])
  })

  it('and none that was only resolved; each of two', async () => {
    const [first, second, third] = [await remarked('u1'), await remarked('u1'), await remarked('u1')]
    await write('jeden rok', 'pięć lat')
    for (const { threadId } of [first, second]) await resolve(threadId, true)
    await resolve(third.threadId, false)
    expect(await named()).toEqual(['pięć lat Ewa/Hanna Ewa/Hanna'])
  })

  it('but not one whose words are hidden, to those who may not read them, nor one that was taken back', async () => {
    const { threadId, commentId } = await remarked('u1')
    await write('jeden rok', 'pięć lat')
    await resolve(threadId, true)
    const reader = await (await seed(target).organization()).person()
    await document.member(reader, 'READER')
    const readerCookie = await signInAs(target, reader)
    expect(await named(readerCookie)).toEqual(['pięć lat Ewa/Hanna'])
    await gql(target, hannaCookie, HIDE, { input: { commentId, reason: 'Dane osobowe' } })
    expect(await named(readerCookie)).toEqual(['pięć lat'])
    expect(await named(ewaCookie)).toEqual(['pięć lat Ewa/Hanna'])
    expect(await named(hannaCookie)).toEqual(['pięć lat Ewa/Hanna'])
    await gql(target, hannaCookie, HIDE, { input: { commentId } })
    await gql(target, ewaCookie, DELETE, { input: { commentId } })
    expect(await named(hannaCookie)).toEqual(['pięć lat'])
  })
})
