import type { DatabaseKind } from '@app/prisma'

/** What the test run found on this machine and tells the processes that run tests. */
export interface TestEnv {
  /** `TEST_DATABASE`: on what tests run that name no database; by itself the quicker one. */
  database: DatabaseKind | undefined
  /** Program of the browser; undefined where there is none. */
  chromium: string | undefined
  /** Somebody looked for a browser and there is none: its tests are skipped. */
  isWithoutChromium: boolean
  /** The programs of threads are made of the sources as they are. */
  hasBuiltThreads: boolean
  /** `CI`: nobody will look at pictures. */
  isUnwatched: boolean
}

export function readTestEnv(): TestEnv {
  const { TEST_DATABASE: database } = process.env
  return {
    database: database === 'embedded' || database === 'postgres' ? database : undefined,
    chromium: process.env.CHROMIUM_PATH || undefined,
    isWithoutChromium: process.env.WZ_WITHOUT_CHROMIUM === '1',
    hasBuiltThreads: process.env.WZ_BUILT_THREADS === '1',
    isUnwatched: process.env.CI === 'true',
  }
}

/** Tells the processes that run tests; without a path, that there is none. */
export function announceChromium(path: string | undefined): void {
  if (path === undefined) process.env.WZ_WITHOUT_CHROMIUM = '1'
  else process.env.CHROMIUM_PATH = path
}

/** Tells the processes that run tests that no thread needs to be loaded from its sources. */
export function announceBuiltThreads(): void {
  process.env.WZ_BUILT_THREADS = '1'
}

/** Where temporary files go unless somebody chose a place. */
export function preferTemporaryFolder(path: string): void {
  process.env.TMPDIR ??= path
}

/** For a server or starter run by a test: this machine's variables with nothing that would configure ours. */
export function cleanEnv(variables: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env
  return { PATH, HOME, TMPDIR, LANG, ...variables }
}

/** What Node is told wherever a server runs, as `npx pnpm start` tells it: no object's prototype is within reach. */
export const SERVER_FLAGS = ['--disable-proto=delete'] as const
