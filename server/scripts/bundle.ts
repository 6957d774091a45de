import { readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { build, type Loader, type Plugin } from 'esbuild'
import { PROGRAMS } from '../src/threads/programs.ts'
import { inRepository } from './paths.ts'

const OUT = inRepository('server', 'dist')

/** What a package in CommonJS calls when it is part of a module. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

/** Files beside a source are found where the source is, not where the bundle is. */
const keepPlaces: Plugin = {
  name: 'keep-places',
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|js|mjs)$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      if (!source.includes('import.meta.url')) return undefined
      const place = `new URL(${JSON.stringify(relative(OUT, path))}, import.meta.url).href`
      const loader: Loader = path.endsWith('.ts') ? 'ts' : 'js'
      return { contents: source.replaceAll('import.meta.url', place), loader }
    })
  },
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

function threadPrograms(): Record<string, string> {
  const programs = Object.entries(PROGRAMS)
  return Object.fromEntries(programs.map(([name, source]) => [name, inRepository('server', 'src', 'threads', source)]))
}

/** The server with all its packages as a few files: loading 1,300 modules one by one takes ten times as long. */
export async function bundleServer(): Promise<void> {
  await rm(OUT, { recursive: true, force: true })
  await build({
    entryPoints: {
      main: inRepository('server', 'src', 'main.ts'),
      ...threadPrograms(),
    },
    define: { IS_BUNDLE: 'true' },
    outdir: OUT,
    bundle: true,
    // What looks at the lock stays apart from the rest, as in the sources.
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    banner: { js: REQUIRE },
    plugins: [oneGraphql, keepPlaces],
  })
}
