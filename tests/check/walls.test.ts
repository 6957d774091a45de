import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

interface Finding {
  location: { path: string }
  category: string
  message: string
}

/** A file that breaks a wall, and the words it must meet. */
const BREACHES: [path: string, imported: string, reason: RegExp][] = [
  ['server/src/document/a.ts', '../limits.ts', /document\/ is pure/],
  ['server/src/document/b.ts', 'node:fs', /document\/ is pure/],
  ['server/src/document/compare/a.ts', '../../limits.ts', /document\/ is pure/],
  ['server/src/sync/room.ts', '@app/prisma', /engine knows no database/],
  ['server/src/sync/guard-a.ts', '../graphql/builder.ts', /engine knows no transport/],
  ['server/src/sync/a.ts', 'graphql-yoga', /engine knows no transport/],
  ['server/src/documents/a.ts', '../graphql/builder.ts', /rules know no GraphQL/],
  ['server/src/a.ts', '@app/web/sync', /without the page/],
  ['prisma/a.ts', '@app/server/app', /tables know nothing/],
  ['web/src/pages/a.ts', '@app/server/app', /shares document\/ and the limits/],
  ['web/src/features/editor/a.ts', '@app/prisma', /shares document\/ and the limits/],
  ['web/src/features/editor/b.ts', '../../pages/DocumentPage.vue', /Pages are made of features/],
  ['web/src/features/sync/provider.ts', 'vue', /works without a page/],
  ['web/src/features/sync/a.ts', '../editor/binding/index.ts', /not sync\/ on the editor/],
  ['web/src/ui/a.ts', '../features/auth/session.ts', /ui\/ serves every feature/],
  ['web/src/lib/a.ts', '../features/auth/session.ts', /lib\/ is plain functions/],
  ['tests/api/a.ts', '../../server/src/app.ts', /front door/],
]

const LEGAL: [path: string, imported: string][] = [
  ['server/src/document/c.ts', 'yjs'],
  ['server/src/document/d.ts', './shape.ts'],
  ['server/src/document/compare/b.ts', '../content.ts'],
  ['server/src/sync/log.ts', '@app/prisma'],
  ['server/src/sync/schema.ts', '../graphql/builder.ts'],
  ['server/src/documents/schema.ts', '../graphql/builder.ts'],
  ['web/src/features/editor/c.ts', '@app/server/document'],
  ['web/src/features/sync/useSync.ts', 'vue'],
  ['tests/api/b.ts', '@app/server/app'],
]

let folder: string
let findings: Finding[]

async function lint(): Promise<Finding[]> {
  const args = [BIOME, 'lint', '--vcs-enabled=false', '--max-diagnostics=none', '--reporter=json', '.']
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => resolve(stdout))
  })
  return (JSON.parse(output) as { diagnostics: Finding[] }).diagnostics
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wz-walls-'))
  await cp(join(REPOSITORY, '.biome.json'), join(folder, '.biome.json'))
  for (const [path, imported] of [...BREACHES, ...LEGAL]) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), `import { x } from '${imported}'\n\nexport const y = x\n`)
  }
  findings = await lint()
})
afterAll(() => rm(folder, { recursive: true }))

const wallsAt = (path: string): string[] =>
  findings
    .filter((finding) => finding.location.path === path && finding.category.endsWith('noRestrictedImports'))
    .map((finding) => finding.message)

it.each(BREACHES)('%s may not import %s, and is told why', (path, _imported, reason) => {
  expect(wallsAt(path).join('\n')).toMatch(reason)
})

it.each(LEGAL)('%s may import %s', (path) => {
  expect(wallsAt(path)).toEqual([])
})
