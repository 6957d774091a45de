import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inRepository } from './paths.ts'

interface Wall {
  pattern: RegExp
  files: RegExp
  reason: string
}

const SOURCES = /^(server|prisma|web|tests)\/.*\.(ts|vue)$/
const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.cache', '.git', 'data', 'graphql-env.d.ts'])
const TOP_LEVEL = [
  'LICENSE',
  'README.md',
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'prisma',
  'server',
  'tests',
  'tsconfig.base.json',
  'web',
]
/** Made by running the program; never committed. */
const LOCAL = ['node_modules', 'data']

/** What the linter cannot say: calls that are legal TypeScript and wrong here. */
const WALLS: readonly Wall[] = [
  {
    pattern: /\$transaction\(\s*async|\$transaction\(\s*\(?\w*\)?\s*=>/,
    files: SOURCES,
    reason:
      'an interactive transaction holds the only connection of the embedded database while it awaits: use one statement, or $transaction([…])',
  },
  {
    pattern: /\$(queryRaw|executeRaw)Unsafe/,
    files: SOURCES,
    reason: 'SQL is parameterised only: use the tagged templates $queryRaw and $executeRaw',
  },
  {
    pattern: /@ts-(ignore|nocheck)|eslint-disable/,
    files: SOURCES,
    reason: 'a silenced check is a hidden fault: fix it, or use @ts-expect-error with its reason',
  },
]

async function listSources(folder: string): Promise<string[]> {
  const entries = await readdir(inRepository(folder), { withFileTypes: true })
  const nested = entries
    .filter((entry) => !SKIPPED.has(entry.name))
    .map((entry) => (entry.isDirectory() ? listSources(join(folder, entry.name)) : [join(folder, entry.name)]))
  return (await Promise.all(nested)).flat()
}

async function findBreaches(file: string): Promise<string[]> {
  // This file names what it forbids.
  if (file === 'server/scripts/walls.ts') return []
  const walls = WALLS.filter((wall) => wall.files.test(file))
  if (walls.length === 0) return []
  const lines = (await readFile(inRepository(file), 'utf8')).split('\n')
  return lines.flatMap((line, index) =>
    walls.filter((wall) => wall.pattern.test(line)).map((wall) => `${file}:${index + 1}: ${wall.reason}`),
  )
}

async function findStrangers(): Promise<string[]> {
  const names = await readdir(inRepository('.'))
  const strangers = names.filter((name) => !name.startsWith('.') && !TOP_LEVEL.includes(name) && !LOCAL.includes(name))
  return strangers.map((name) => `${name}: the top level holds four packages and their papers, nothing else`)
}

/** Every breach of a wall, as `file:line: reason`. */
export async function checkWalls(): Promise<string[]> {
  const files = await Promise.all(['server', 'prisma', 'web', 'tests'].map(listSources))
  const breaches = await Promise.all(files.flat().map(findBreaches))
  return [...breaches.flat(), ...(await findStrangers())]
}
