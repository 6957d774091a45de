import { readFile, writeFile } from 'node:fs/promises'
import type { Progress } from '../src/start/progress.ts'
import { bundleServer } from './bundle.ts'
import { inRepository, SCHEMA_FILE } from './paths.ts'
import { runNode } from './run.ts'
import { hashSources, isFresh, markFresh, type Product } from './stamp.ts'

const LOCK_FILE = 'pnpm-lock.yaml'

const databaseClient: Product = {
  name: 'database-client',
  sources: ['prisma/schema.prisma', 'prisma/prisma.config.ts', LOCK_FILE],
  results: ['prisma/generated'],
}

const apiSchema: Product = {
  name: 'api-schema',
  sources: ['server/src', 'prisma/schema.prisma', 'web/tsconfig.json', LOCK_FILE],
  results: ['server/schema.graphql', 'web/src/graphql-env.d.ts'],
}

const page: Product = {
  name: 'page',
  sources: ['web', 'server/schema.graphql', 'server/src/document', 'server/src/limits.ts', LOCK_FILE],
  results: ['web/dist'],
}

const server: Product = {
  name: 'server',
  sources: ['server/src', 'server/scripts/bundle.ts', 'prisma', LOCK_FILE],
  results: ['server/dist', 'prisma/dist'],
}

/** Prisma's client and Pothos' types. Prisma asks for its engine's file and never runs it here: any file will do. */
async function generateDatabaseClient(): Promise<void> {
  await runNode([inRepository('prisma/node_modules/prisma/build/index.js'), 'generate'], {
    cwd: inRepository('prisma'),
    folders: [inRepository('prisma/node_modules/.bin')],
    variables: {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  })
}

/** The schema as the program builds it, printed; in a process of its own, so that ours loads nothing it must reload. */
export function printApiSchema(): Promise<string> {
  return runNode(['--import', 'tsx', inRepository('server/scripts/print-schema.ts')])
}

async function generateApiSchema(): Promise<void> {
  const printed = await printApiSchema()
  const committed = await readFile(SCHEMA_FILE, 'utf8').catch(() => '')
  if (printed !== committed) await writeFile(SCHEMA_FILE, printed)
  await runNode([inRepository('web/node_modules/gql.tada/bin/cli.js'), 'generate-output'], { cwd: inRepository('web') })
}

async function buildPage(): Promise<void> {
  await runNode([inRepository('web/node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: inRepository('web'),
  })
}

/** Does the work unless its result is already there; whether it was done. */
async function make(progress: Progress, product: Product, title: string, work: () => Promise<void>): Promise<boolean> {
  // Hashed before the work: a source that changes meanwhile is not in the result.
  const sources = await hashSources(product)
  if (await isFresh(product, sources)) return false
  await progress.step(title, work)
  await markFresh(product, sources)
  return true
}

/** What the program's own sources need before they can be loaded or checked. */
export async function generate(progress: Progress): Promise<boolean> {
  const client = await make(progress, databaseClient, 'Generating the database client', generateDatabaseClient)
  const schema = await make(progress, apiSchema, 'Generating the API schema and its types', generateApiSchema)
  return client || schema
}

/** All that a start needs beside the installed packages. */
export async function prepare(progress: Progress): Promise<void> {
  const generated = await generate(progress)
  const [built, bundled] = await Promise.all([
    make(progress, page, 'Building the page', buildPage),
    make(progress, server, 'Bundling the server', bundleServer),
  ])
  if (!generated && !built && !bundled) progress.say('✓ Sources unchanged: nothing to generate, nothing to build')
}
