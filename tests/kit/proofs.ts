import { execFile } from 'node:child_process'
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
  const folder = await mkdtemp(join(tmpdir(), 'wz-proof-'))
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text)
    return await new Promise((resolve) => {
      execFile(process.execPath, [join(folder, 'sprawdz.mjs'), ...args], { env: {} }, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : -1
        resolve({ code, said: stdout + stderr })
      })
    })
  } finally {
    await rm(folder, { recursive: true })
  }
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
