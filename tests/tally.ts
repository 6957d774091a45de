import type { TestCase, TestModule } from 'vitest/node'

export interface Tally {
  passed: number
  failed: number
  skipped: number
  /** Why tests were skipped, and how many for that reason. */
  reasons: Map<string, number>
}

/** What this machine lacks, by what a test's name or part tells. */
export interface Lacking {
  postgres?: string | undefined
  chromium?: string | undefined
}

function reasonOf(test: TestCase, lacking: Lacking): string {
  if (test.project.name === 'browser' && lacking.chromium !== undefined) return lacking.chromium
  const isOnPostgres = /postgres/i.test(test.fullName)
  if (isOnPostgres && lacking.postgres !== undefined) return `no PostgreSQL: ${lacking.postgres}`
  return `skipped in the source: ${test.module.relativeModuleId}`
}

export function countTests(modules: readonly TestModule[], lacking: Lacking): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0, reasons: new Map() }
  for (const module of modules) {
    // A file that could not be loaded has no tests to fail.
    if (module.errors().length > 0) tally.failed++
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') tally.passed++
      else if (state === 'skipped') countSkipped(tally, reasonOf(test, lacking))
      else tally.failed++
    }
  }
  return tally
}

function countSkipped(tally: Tally, reason: string): void {
  tally.skipped++
  tally.reasons.set(reason, (tally.reasons.get(reason) ?? 0) + 1)
}

/** One line that says it all. */
export function describeTally({ passed, failed, skipped, reasons }: Tally): string {
  const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join('; ')
  return `${passed} passed, ${failed} failed, ${skipped} skipped${why === '' ? '' : ` (${why})`}`
}
