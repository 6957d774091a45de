import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Env } from '../env.ts'
import { type Exchange, isNavigation, sendText } from './exchange.ts'
import { pagePolicy, WORKER_POLICY } from './headers.ts'

const compress = promisify(gzip)

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
}
const COMPRESSIBLE = /^(?:text\/|application\/json|application\/manifest|image\/svg)/
const INDEX = '/index.html'
const SERVICE_WORKER = '/sw.js'
/** Below it nothing is a page. */
const ASSETS = '/assets/'
/** Vite writes the hash of the content into the names of these. */
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/

/** Pages the router knows; any other path gets the same file with status 404, and the page says so in words. */
const PAGES = [
  /^\/(?:zaloguj|zaloguj\/link|konto|organizacja|kontakt|brak-dostepu|odnosnik-wygasl)?$/,
  /^\/(?:deklaracja-dostepnosci|klauzula-informacyjna|powiadomienia|powiadomienia\/wypisz)$/,
  /^\/dokument\/[\w-]{1,64}(?:\/uwagi|\/autorzy|\/historia|\/porownaj|\/przywroc|\/odtwarzanie|\/wersja\/[\w-]{1,64})?$/,
]
const DEMO_PAGES = [/^\/poczta$/]

interface WebFile {
  bytes: Buffer
  gzipped: Buffer | null
  contentType: string
  etag: string
}

export interface WebFiles {
  /** Answers a GET that no other route took. */
  serve(exchange: Exchange): Promise<void>
}

/** The built page, read into memory once: a path of a request never becomes a path on disk. */
export async function loadWebFiles(env: Env): Promise<WebFiles> {
  const files = await readFiles(env.webDir)
  const pages = env.demo ? [...PAGES, ...DEMO_PAGES] : PAGES

  async function serve({ request, response, url }: Exchange): Promise<void> {
    const path = url.pathname
    const file = path === INDEX ? undefined : files.get(path)
    if (file !== undefined) return sendFile({ request, response }, path, file)
    const index = files.get(INDEX)
    if (index === undefined || isMissingFile(request, path))
      return sendText(response, 404, 'Nie znaleziono. Not found.')
    sendPage(response, index, pages.some((page) => page.test(path)) ? 200 : 404)
  }

  return { serve }
}

/** A full stop copied with an address does not make a file of it: whoever goes there is told in words. */
function isMissingFile(request: Exchange['request'], path: string): boolean {
  return extname(path) !== '' && (path.startsWith(ASSETS) || path === SERVICE_WORKER || !isNavigation(request))
}

async function readFiles(folder: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    // Tests of the API run without a built page.
    if (isMissing(error)) return []
    throw error
  })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const files = await Promise.all(
    paths.map(async (path) => [toUrlPath(folder, path), await readWebFile(path)] as const),
  )
  return new Map(files)
}

async function readWebFile(path: string): Promise<WebFile> {
  const bytes = await readFile(path)
  const contentType = CONTENT_TYPES[extname(path)] ?? 'application/octet-stream'
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { bytes, contentType, etag, gzipped: COMPRESSIBLE.test(contentType) ? await compress(bytes) : null }
}

function toUrlPath(folder: string, path: string): string {
  return `/${relative(folder, path).split(sep).join('/')}`
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
}

function sendFile({ request, response }: Pick<Exchange, 'request' | 'response'>, path: string, file: WebFile): void {
  response.setHeader('etag', file.etag)
  response.setHeader('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
  // Also when nothing is sent: the headers of that answer replace those that the browser kept.
  if (path === SERVICE_WORKER) response.setHeader('content-security-policy', WORKER_POLICY)
  if (request.headers['if-none-match'] === file.etag) {
    response.writeHead(304).end()
    return
  }
  response.setHeader('content-type', file.contentType)
  const mayCompress = file.gzipped !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (file.gzipped !== null) response.setHeader('vary', 'accept-encoding')
  if (mayCompress) response.setHeader('content-encoding', 'gzip')
  response.writeHead(200)
  response.end(mayCompress ? file.gzipped : file.bytes)
}

/** The nonce is new for every answer; libraries that make style elements read it from the meta element. */
function sendPage(response: Exchange['response'], index: WebFile, status: number): void {
  const nonce = randomBytes(16).toString('base64url')
  const html = index.bytes
    .toString('utf8')
    .replace('<head>', `<head>\n    <meta property="csp-nonce" nonce="${nonce}">`)
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': pagePolicy(nonce),
    'cache-control': 'no-cache',
  })
  response.end(html)
}
