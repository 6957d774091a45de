import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { CACHE, inRepository, REPOSITORY } from './paths.ts'

/** Something made from sources: made again only if a source changed or a result is not as it was made. */
export interface Product {
  name: string
  /** Files and folders from the repository's root. */
  sources: readonly string[]
  results: readonly string[]
}

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.cache', 'data', 'graphql-env.d.ts'])

async function listFiles(path: string, isResult: boolean): Promise<string[]> {
  const info = await stat(path).catch(() => null)
  if (info === null) return []
  if (info.isFile()) return [path]
  const names = (await readdir(path)).filter((name) => isResult || !SKIPPED.has(name)).sort()
  const nested = await Promise.all(names.map((name) => listFiles(join(path, name), isResult)))
  return nested.flat()
}

async function hashFiles(paths: readonly string[], isResult: boolean): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    const files = await listFiles(inRepository(path), isResult)
    // A name that stands for nothing is a state of its own, so that a deleted result is noticed.
    hash.update(`${path}:${files.length}\n`)
    for (const file of files) {
      const content = await readFile(file)
      hash.update(`${relative(REPOSITORY, file)}:${content.length}\n`).update(content)
    }
  }
  return hash.digest('hex')
}

function stampFile(product: Product): string {
  return join(CACHE, `${product.name}.stamp`)
}

export function hashSources(product: Product): Promise<string> {
  return hashFiles(product.sources, false)
}

async function stampOf(product: Product, sources: string): Promise<string> {
  return `${process.version} ${sources} ${await hashFiles(product.results, true)}`
}

export async function isFresh(product: Product, sources: string): Promise<boolean> {
  const kept = await readFile(stampFile(product), 'utf8').catch(() => null)
  return kept !== null && kept === (await stampOf(product, sources))
}

export async function markFresh(product: Product, sources: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  await writeFile(stampFile(product), await stampOf(product, sources))
}
