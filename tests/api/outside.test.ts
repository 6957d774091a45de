import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { send } from '../kit/client.ts'

const INDEX = '<!doctype html><html lang="pl"><head><title>Zapis</title></head><body><div id="app"></div></body></html>'

let target: TestApp
let webDir: string

beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'wz-web-'))
  await mkdir(join(webDir, 'assets'))
  await writeFile(join(webDir, 'index.html'), INDEX)
  await writeFile(join(webDir, 'assets', 'index-D1e2F3a4.js'), 'export const text = "zapis"\n'.repeat(50))
  await writeFile(join(webDir, 'sw.js'), 'self.skipWaiting()')
  await writeFile(join(tmpdir(), 'wz-outside.txt'), 'outside')
  target = await startApp({ database: 'embedded', env: { webDir, demo: true } })
})
afterAll(async () => {
  await target.close()
  await rm(webDir, { recursive: true })
  await rm(join(tmpdir(), 'wz-outside.txt'))
})

function get(path: string, headers = {}) {
  return send(target, { method: 'GET', path, bare: true, headers })
}

const EVERYWHERE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
}

describe('headers', () => {
  it.each([
    ['GET', '/', 200],
    ['GET', '/dokument/abc', 200],
    ['GET', '/nie-ma-takiej-strony', 404],
    ['GET', '/assets/index-D1e2F3a4.js', 200],
    ['GET', '/assets/none.js', 404],
    ['GET', '/healthz', 200],
    ['GET', '/metrics', 200],
    ['GET', '/download/none', 404],
    ['GET', '/api/auth/none', 404],
    ['POST', '/graphql', 403],
    ['POST', '/', 405],
  ])('keep %s %s (%i) where it belongs', async (method, path, status) => {
    const answer = await send(target, { method, path, bare: true })
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject(EVERYWHERE)
    const policy = answer.headers['content-security-policy']
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("base-uri 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(answer.headers['permissions-policy']).toContain('camera=()')
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect(answer.headers['x-powered-by']).toBeUndefined()
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{16}$/)
    expect(answer.headers['strict-transport-security']).toBeUndefined()
  })

  it('give each page a nonce of its own, which the page can read', async () => {
    const [one, two] = [await get('/'), await get('/')]
    const nonces = [one, two].map(({ headers, body }) => {
      const nonce = /'nonce-([\w-]+)'/.exec(String(headers['content-security-policy']))?.[1]
      expect(body).toContain(`<meta property="csp-nonce" nonce="${nonce}">`)
      return nonce
    })
    expect(new Set(nonces).size).toBe(2)
    expect(one.headers['cache-control']).toBe('no-cache')
  })

  it('promise https where the instance is reached by it', async () => {
    const real = await startApp({ env: { publicUrl: new URL('https://zapis.example.org') } })
    const answer = await send(real, {
      method: 'GET',
      path: '/healthz',
      bare: true,
      headers: { host: 'zapis.example.org' },
    })
    expect(answer.headers['strict-transport-security']).toBe('max-age=63072000; includeSubDomains')
    await real.close()
  })
})

describe("the page's files", () => {
  it('are kept for ever where their name holds a hash, and asked for again elsewhere', async () => {
    const asset = await get('/assets/index-D1e2F3a4.js', { 'accept-encoding': 'gzip' })
    expect(asset.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'content-encoding': 'gzip',
      vary: 'accept-encoding',
    })
    const worker = await get('/sw.js')
    expect(worker.headers['cache-control']).toBe('no-cache')
    expect(worker.body).toBe('self.skipWaiting()')
    const again = await get('/sw.js', { 'if-none-match': worker.headers.etag })
    expect([again.status, again.body]).toEqual([304, ''])
    expect(again.headers['content-security-policy']).toBe(worker.headers['content-security-policy'])
  })

  it('are the page itself for every path that could be one, with the right status', async () => {
    const router = await readFile(new URL('../../web/src/router.ts', import.meta.url), 'utf8')
    const known = [...router.matchAll(/path: '([^'*]+)'/g)].map(([, path = '']) => path.replace(/:\w+/g, 'AbC_12-x'))
    expect(known.length).toBeGreaterThan(10)
    for (const path of known) expect([path, (await get(path)).status]).toEqual([path, 200])
    for (const path of ['/dokument', '/dokument/a/b', '/admin', '/index.html', '/zaloguj/']) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
    }
    expect((await get('/nie-ma')).body).toContain('<div id="app">')
  })

  it('are the page that says so where a person comes by an address with a dot, and bare words where a file is missing', async () => {
    const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    for (const path of ['/kontakt.html', '/dokument/AbC_12-x.', '/index.html', '/wp-login.php']) {
      const answer = await get(path, { accept })
      expect([path, answer.status, answer.headers['content-type']]).toEqual([path, 404, 'text/html; charset=utf-8'])
      expect(answer.body).toContain('<div id="app">')
      expect(answer.headers['content-security-policy']).toContain("'nonce-")
      expect((await get(path, { accept: '*/*' })).body).not.toContain('<div')
    }
    for (const path of ['/assets/none.js', '/assets/gone.html', '/sw.js.map']) {
      expect([path, (await get(path, { accept: '*/*' })).body]).toEqual([path, 'Nie znaleziono. Not found.'])
    }
    expect((await get('/assets/gone-D1e2F3a4.js', { accept })).body).toBe('Nie znaleziono. Not found.')
    expect((await get('/sw.js', { accept })).body).toBe('self.skipWaiting()')
  })

  it('are nothing outside their folder', async () => {
    const paths = [
      '/../wz-outside.txt',
      '/..%2fwz-outside.txt',
      '/%2e%2e/wz-outside.txt',
      '/assets/../../wz-outside.txt',
      '/assets/..%5c..%5cwz-outside.txt',
      '//wz-outside.txt',
      '/assets/%00',
      '/.env',
      '/.git/config',
      '/%',
    ]
    for (const path of paths) {
      const answer = await get(path)
      expect([path, answer.status]).toEqual([path, 404])
      expect(answer.body).not.toContain('outside')
    }
  })

  it('are not reached by an absolute address', async () => {
    expect((await get('http://evil.example/')).status).toBe(400)
    expect((await get('*')).status).toBe(400)
  })
})

describe('/healthz', () => {
  it('says which database it is and what it promises', async () => {
    const { status, body } = await get('/healthz')
    expect(status).toBe(200)
    const health = JSON.parse(body)
    expect(health).toMatchObject({ status: 'ok', database: { kind: 'embedded' } })
    expect(health.database.durability).toContain('does not fsync')
  })
})

describe('/metrics', () => {
  it('counts sockets, rooms, pushes and refusals for this machine only', async () => {
    const { body } = await get('/metrics')
    for (const name of ['sockets', 'rooms', 'members', 'pushes_total', 'refusals_total']) {
      expect(body).toMatch(new RegExp(`^wz_${name} \\d+$`, 'm'))
    }
    const real = await startApp({ env: { publicUrl: new URL('https://zapis.example.org') } })
    const headers = { host: 'zapis.example.org', 'x-forwarded-for': '203.0.113.7' }
    expect((await send(real, { method: 'GET', path: '/metrics', bare: true, headers })).status).toBe(404)
    await real.close()
  })
})
