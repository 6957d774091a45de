import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, send } from '../kit/client.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const REQUEST = `mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { url filename } }`

let target: TestApp
let owner: SeededPerson
let guest: SeededPerson
let document: SeededDocument
let cookie: string

beforeAll(async () => {
  target = await startApp()
  const lead = await seed(target).organization('Fundacja Trzy Okna')
  owner = await lead.person()
  guest = await (await seed(target).organization()).person()
  cookie = await signInAs(target, owner)
  document = await lead.document(owner, {
    title: 'Zażółć <b>gęślą</b>',
    kind: 'OTHER',
    text: 'Pierwszy akapit\nDrugi akapit',
  })
})
afterAll(() => target.close())

async function link(as = cookie, format = 'HTML'): Promise<{ url: string; filename: string }> {
  const input = { documentId: document.id, format }
  return (await gql<{ requestDownload: { url: string; filename: string } }>(target, as, REQUEST, { input }))
    .requestDownload
}

function get(path: string, method = 'GET', headers = {}) {
  return send(target, { method, path, bare: true, headers })
}

it('is a file, once, without a cookie', async () => {
  const { url, filename } = await link()
  const answer = await get(url)
  expect(answer.status).toBe(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': `attachment; filename="${filename}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(answer.body).toContain('Drugi akapit')
  expect(answer.body).not.toContain('<b>gęślą')
  const again = await get(url)
  expect([again.status, again.body]).toEqual([410, '{"code":"EXPIRED"}'])
  const inBrowser = await get(url, 'GET', { accept: 'text/html,*/*' })
  expect([inBrowser.status, inBrowser.headers.location]).toEqual([303, '/odnosnik-wygasl'])
})

it('is a Word document too', async () => {
  const { url, filename } = await link(cookie, 'DOCX')
  expect(filename).toMatch(/^\d{4}-\d{2}-\d{2}_zazolc-b-gesla-b\.docx$/)
  const answer = await get(url)
  expect(answer.headers['content-type']).toContain('wordprocessingml')
  expect(answer.body.slice(0, 2)).toBe('PK')
})

it('is given once to many who ask at once', async () => {
  const { url } = await link()
  const answers = await Promise.all(Array.from({ length: 20 }, () => get(url)))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(19)
})

it('is not used up by whoever only asks what it is', async () => {
  const { url } = await link()
  expect((await get(url, 'HEAD')).status).toBe(404)
  expect((await get(url, 'POST')).status).toBe(404)
  expect((await get(url)).status).toBe(200)
})

it('is for a minute', async () => {
  const { url } = await link()
  target.clock.advance(60_001)
  expect((await get(url)).status).toBe(410)
})

it('is judged again when it is fetched', async () => {
  await document.member(guest, 'READER')
  const { url } = await link(await signInAs(target, guest))
  await target.db.documentMember.updateMany({ where: { documentId: document.id }, data: { until: new Date() } })
  expect((await get(url)).status).toBe(404)
  expect((await get(url)).status).toBe(410)
})

it('is not made up, and not stored in the clear', async () => {
  const { url } = await link()
  const ticket = url.slice('/download/'.length)
  expect(JSON.stringify(await target.db.downloadTicket.findMany())).not.toContain(ticket)
  for (const wrong of ['', 'x', 'A'.repeat(43), '%'.repeat(43), `${ticket}x`, ticket.toLowerCase()]) {
    expect([404, 410]).toContain((await get(`/download/${wrong}`)).status)
  }
  expect((await get(url)).status).toBe(200)
})

it('is one per operation', async () => {
  const input = `{ documentId: "${document.id}", format: HTML }`
  const query = `mutation { a: requestDownload(input: ${input}) { url } b: requestDownload(input: ${input}) { url } }`
  expect((await ask(target, cookie, query)).codes).toEqual(['TOO_LARGE'])
})
