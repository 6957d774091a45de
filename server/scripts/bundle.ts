import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { PROGRAMS as DATABASE_PROGRAMS } from '@app/prisma/threads'
import { build, type Loader, type Plugin } from 'esbuild'
import { PROGRAMS } from '../src/threads/programs.ts'
import { inRepository } from './paths.ts'

const SERVER = inRepository('server', 'dist')
const DATABASE = inRepository('prisma', 'dist')

/** What a package in CommonJS calls when it is part of a module. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

/** Files beside a source are found where the source is, not where the bundle is. */
function keepPlaces(out: string): Plugin {
  return {
    name: 'keep-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.(ts|js|mjs)$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8')
        if (!source.includes('import.meta.url')) return undefined
        const place = `new URL(${JSON.stringify(relative(out, path))}, import.meta.url).href`
        const loader: Loader = path.endsWith('.ts') ? 'ts' : 'js'
        return { contents: source.replaceAll('import.meta.url', place), loader }
      })
    },
  }
}

/**
 * One graphql, as modules: esbuild takes what the package calls its main file, whose every name is a getter behind a getter;
 * and it asks of each value whether it is of another graphql. Together a tenth of what answering costs.
 */
const oneGraphql: Plugin = {
  name: 'one-graphql',
  setup({ onResolve, onLoad }) {
    const { resolve } = createRequire(inRepository('server', 'package.json'))
    onResolve({ filter: /^graphql$/ }, () => ({ path: resolve('graphql/index.mjs') }))
    onLoad({ filter: /[\\/]graphql[\\/]jsutils[\\/]instanceOf\.mjs$/ }, () => {
      return {
        contents: 'export const instanceOf = (value, constructor) => value instanceof constructor',
        loader: 'js',
      }
    })
  },
}

/** Where the programs of threads begin, by their names. */
function listEntries(programs: Record<string, string>, folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, join(folder, source)]))
}

async function bundle(out: string, entryPoints: Record<string, string>): Promise<void> {
  await rm(out, { recursive: true, force: true })
  await build({
    entryPoints,
    define: { HAS_BUILT_THREADS: 'true' },
    outdir: out,
    bundle: true,
    // What looks at the lock stays apart from the rest, as in the sources.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    banner: { js: REQUIRE },
    plugins: [oneGraphql, keepPlaces(out)],
  })
}

/** The server with all its packages as a few files: loading 1,300 modules one by one takes ten times as long. */
export async function bundleServer(): Promise<void> {
  const main = inRepository('server', 'src', 'main.ts')
  await Promise.all([
    bundle(SERVER, { main, ...listEntries(PROGRAMS, inRepository('server', 'src', 'threads')) }),
    bundle(DATABASE, listEntries(DATABASE_PROGRAMS, inRepository('prisma', 'embedded'))),
  ])
}
