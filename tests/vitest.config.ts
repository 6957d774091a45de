import { availableParallelism } from 'node:os'
import { basename, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { readTestEnv } from './env.ts'

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url))
/** One more than there are processors works while the others wait: an eighth less time; each loads everything anew. */
const WORKERS = 1 + Math.max(2, Math.min(4, availableParallelism()))
/** What hangs fails by itself much sooner; the type check of the page may wait long for a busy machine. */
const TIMEOUT_MS = 600_000

/** Fits no name: every test is then skipped, and counted. */
const NO_TEST = /^(?!)/

const BROWSER = 'tests/browser/**/*.test.ts'
/** In the order they begin: what takes longest first, so that nobody waits for it at the end. */
const PARTS = [
  'tests/check/**/*.test.ts',
  'tests/durability/**/*.test.ts',
  'tests/start/**/*.test.ts',
  BROWSER,
  'tests/fuzz/**/*.test.ts',
  'tests/sync/**/*.test.ts',
  'tests/api/**/*.test.ts',
  'server/{src,scripts}/**/*.test.ts',
  'prisma/**/*.test.ts',
  'web/src/**/*.test.ts',
]

/** Files of these names come first in their part. */
const LONG_FILES = ['kill', 'start', 'comments', 'axe', 'write-together', 'matrix', 'remarks']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const path = relative(REPOSITORY, moduleId)
      const part = PARTS.findIndex((pattern) => path.startsWith(pattern.split(/[{*]/)[0] ?? ''))
      const long = LONG_FILES.indexOf(basename(moduleId, '.test.ts'))
      return part * 100 + (long === -1 ? LONG_FILES.length : long)
    }
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other))
  }
}

/** Node gives packages graphql's CommonJS build and Vite would give our sources the other one: two graphqls. */
const ONE_GRAPHQL = { find: /^graphql$/, replacement: 'graphql/index.js' }

/** A file run by itself may come before what `prepare` makes of its sources. */
const BUILT_THREADS = readTestEnv().hasBuiltThreads ? { HAS_BUILT_THREADS: 'true' } : {}

function toProject(name: string, include: string[], isSkipped = false): TestProjectInlineConfiguration {
  return {
    resolve: { alias: [ONE_GRAPHQL] },
    define: BUILT_THREADS,
    test: {
      name,
      root: REPOSITORY,
      include,
      exclude: ['**/node_modules/**', '**/dist/**', '**/generated/**'],
      pool: 'forks',
      maxWorkers: WORKERS,
      // Files of one process share what they import: loading it anew for each took a third of the time.
      isolate: false,
      testTimeout: TIMEOUT_MS,
      hookTimeout: TIMEOUT_MS,
      ...(isSkipped && { testNamePattern: NO_TEST }),
    },
  }
}

/** One, for processes are not shared between projects; another only for what cannot run here. */
function listProjects(): TestProjectInlineConfiguration[] {
  if (!readTestEnv().isWithoutChromium) return [toProject('all', PARTS)]
  const others = PARTS.filter((part) => part !== BROWSER)
  return [toProject('all', others), toProject('browser', [BROWSER], true)]
}

export default defineConfig({
  root: REPOSITORY,
  test: { projects: listProjects(), retry: 0, passWithNoTests: false, sequence: { sequencer: LongestFirst } },
})
