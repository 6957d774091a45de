import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { readTestEnv } from './env.ts'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))
/** One more than there are processors: tests wait for servers, browsers and databases. */
const WORKERS = Math.max(2, Math.min(5, availableParallelism() + 1))

/** Fits no name: every test of the part is then skipped, and counted. */
const NO_TEST = /^(?!)/

interface Part {
  name: string
  /** Folder from the repository's root. */
  root: string
  include: string[]
  timeoutMs: number
}

/** In the order they begin: what takes longest first, so that nobody waits for it at the end. */
const PARTS: readonly Part[] = [
  { name: 'check', root: 'tests', include: ['check/**/*.test.ts'], timeoutMs: 600_000 },
  { name: 'durability', root: 'tests', include: ['durability/**/*.test.ts'], timeoutMs: 300_000 },
  { name: 'start', root: 'tests', include: ['start/**/*.test.ts'], timeoutMs: 120_000 },
  { name: 'browser', root: 'tests', include: ['browser/**/*.test.ts'], timeoutMs: 120_000 },
  { name: 'fuzz', root: 'tests', include: ['fuzz/**/*.test.ts'], timeoutMs: 300_000 },
  { name: 'sync', root: 'tests', include: ['sync/**/*.test.ts'], timeoutMs: 60_000 },
  { name: 'api', root: 'tests', include: ['api/**/*.test.ts'], timeoutMs: 60_000 },
  { name: 'server', root: 'server', include: ['{src,scripts}/**/*.test.ts'], timeoutMs: 60_000 },
  { name: 'prisma', root: 'prisma', include: ['**/*.test.ts'], timeoutMs: 120_000 },
  { name: 'web', root: 'web', include: ['src/**/*.test.ts'], timeoutMs: 20_000 },
]

/** Files of these names come first in their part. */
const LONG_FILES = ['kill', 'start', 'comments', 'axe', 'write-together', 'matrix', 'remarks']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const part = PARTS.findIndex(({ name }) => name === project.name)
      const long = LONG_FILES.indexOf(basename(moduleId, '.test.ts'))
      return part * 100 + (long === -1 ? LONG_FILES.length : long)
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

/** Node gives packages graphql's CommonJS build and Vite would give our sources the other one: two graphqls. */
const ONE_GRAPHQL = { find: /^graphql$/, replacement: 'graphql/index.js' }

function toProject(part: Part): TestProjectInlineConfiguration {
  const isSkipped = part.name === 'browser' && readTestEnv().isWithoutChromium
  return {
    resolve: { alias: [ONE_GRAPHQL] },
    test: {
      name: part.name,
      root: `${REPOSITORY}${part.root}`,
      include: part.include,
      exclude: ['**/node_modules/**', '**/dist/**', '**/generated/**'],
      pool: 'forks',
      maxWorkers: WORKERS,
      // Files of one process share what they import: loading it anew for each took a third of the time.
      isolate: false,
      testTimeout: part.timeoutMs,
      hookTimeout: part.timeoutMs,
      ...(isSkipped && { testNamePattern: NO_TEST }),
    },
  }
}

export default defineConfig({
  root: REPOSITORY,
  test: { projects: PARTS.map(toProject), retry: 0, passWithNoTests: false, sequence: { sequencer: LongestFirst } },
})
