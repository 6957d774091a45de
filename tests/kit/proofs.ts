import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import JSZip from 'jszip'
import type { TestApp } from './app.ts'
import { gql } from './client.ts'
import { fetchFile } from './remark-files.ts'

const REQUEST = 'mutation ($input: RequestProofInput!) { requestProof(input: $input) { url filename } }'

/** The proof of a version, unpacked: files by name. */
export async function downloadProof(target: TestApp, cookie: string, versionId: string) {
  const asked = await gql<{ requestProof: { url: string; filename: string } }>(target, cookie, REQUEST, {
    input: { versionId },
  })
  const file = await fetchFile(target, asked.requestProof)
  const zip = await JSZip.loadAsync(file.bytes)
  const names = Object.keys(zip.files)
  const texts = await Promise.all(names.map((name) => zip.file(name)?.async('string')))
  const files = new Map(names.map((name, index) => [name, texts[index] ?? '']))
  return { ...file, files }
}

export interface Checked {
  code: number
  said: string
}

/** What the script in a proof says of these files; nothing but Node is needed. */
export async function checkOffline(files: ReadonlyMap<string, string>, ...args: string[]): Promise<Checked> {
  return inFolder(files, (folder) => run(join(folder, 'sprawdz.mjs'), args))
}

/** What the script of one proof says of another. */
export async function checkWith(
  own: ReadonlyMap<string, string>,
  given: ReadonlyMap<string, string>,
): Promise<Checked> {
  return inFolder(own, (program) => inFolder(given, (folder) => run(join(program, 'sprawdz.mjs'), [folder])))
}

async function inFolder<T>(files: ReadonlyMap<string, string>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'wz-proof-'))
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text)
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function run(script: string, args: string[]): Promise<Checked> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env: {} }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
      resolve({ code, said: stdout + stderr })
    })
  })
}

/** Lines of the log, each as its fields, that can be changed and put back. */
export function withLog(
  files: ReadonlyMap<string, string>,
  change: (rows: unknown[][]) => unknown[][],
): Map<string, string> {
  const [head = '', ...lines] = (files.get('log.jsonl') ?? '').trimEnd().split('\n')
  const rows = change(lines.map((line) => JSON.parse(line) as unknown[]))
  return new Map([...files, ['log.jsonl', `${[head, ...rows.map((row) => JSON.stringify(row))].join('\n')}\n`]])
}

/** As in the rules of the chain. */
export function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex')
}

export interface Manifest {
  document: { id: string; title: string }
  version: ManifestVersion
  versions: ManifestVersion[]
  log: { rows: number; link: string }
  files: Record<string, string>
}

export type ManifestVersion = Record<'hash' | 'link', string> & {
  number: number
  seq: number
  redactedHash: string | null
}

export function manifestOf(files: ReadonlyMap<string, string>): Manifest {
  return JSON.parse(files.get('manifest.json') ?? '') as Manifest
}

/** What somebody hands on who changed files, and has the manifest say so. */
export function forged(
  files: ReadonlyMap<string, string>,
  changed: Record<string, string>,
  change: (manifest: Manifest) => object = (manifest) => manifest,
): Map<string, string> {
  const manifest = manifestOf(files)
  const hashes = Object.entries(changed).map(([name, text]) => [name, sha256(text)] as const)
  const all = { ...manifest, files: { ...manifest.files, ...Object.fromEntries(hashes) } }
  return new Map([...files, ...Object.entries(changed), ['manifest.json', JSON.stringify(change(all))]])
}

/** The same with rows changed, and the chain made anew: in the log, its end, and the versions of the list. */
export function withForgedLog(files: ReadonlyMap<string, string>, change: (rows: unknown[][]) => unknown[][]) {
  let link = sha256(JSON.stringify(['wspolny-zapis', 1, manifestOf(files).document.id]))
  const links = new Map([[0, link]])
  const log = withLog(files, (rows) =>
    change(rows).map((row) => {
      link = sha256(JSON.stringify([link, ...row.slice(0, 12)]))
      links.set(row[1] as number, link)
      return row.with(12, link)
    }),
  )
  return forged(files, { 'log.jsonl': log.get('log.jsonl') ?? '' }, (manifest) => ({
    ...manifest,
    log: { ...manifest.log, link },
    versions: manifest.versions.map((version) => ({ ...version, link: links.get(version.seq) })),
  }))
}
