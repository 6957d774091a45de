import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { type Figure, median, percentile, report } from './figures.ts'
import { describe, type Run, typeTogether } from './type-together.ts'

const RUNS = 3
const THREADS = 500

async function measure(kind: DatabaseKind, threads: number): Promise<Run[]> {
  const runs: Run[] = []
  for (let run = 0; run < RUNS; run += 1) {
    runs.push(await typeTogether(kind, threads))
    process.stdout.write(`  ${kind}, ${threads} conversations, run ${run + 1}: ${describe(runs.at(-1) as Run)}\n`)
  }
  return runs
}

function median3(runs: readonly Run[], figure: (run: Run) => number): number {
  return median(runs.map(figure))
}

function p(share: number, figure: 'othersPaint' | 'ownPaint') {
  return (run: Run) => percentile(run[figure], share)
}

function typing(runs: readonly Run[]): Figure[] {
  return [
    { what: "keystroke → the other's paint, p50", value: median3(runs, p(0.5, 'othersPaint')), unit: 'ms', limit: 40 },
    { what: "keystroke → the other's paint, p95", value: median3(runs, p(0.95, 'othersPaint')), unit: 'ms', limit: 90 },
    { what: 'keydown → own paint, p95', value: median3(runs, p(0.95, 'ownPaint')), unit: 'ms', limit: 50 },
  ]
}

const navigationOf = ({ navigation }: Run) => navigation

for (const kind of DATABASE_KINDS) {
  if (!(await isAvailable(kind))) {
    process.stdout.write(`\nTwo browsers, ${kind}: skipped, there is no server\n`)
    continue
  }
  const plain = await measure(kind, 0)
  const opened = median3(plain, navigationOf)
  report(`Two browsers in one paragraph of 50 pages, ${kind}, median of ${RUNS}`, [
    ...typing(plain),
    { what: 'navigation → editable text', value: opened, unit: 'ms', limit: 1_500 },
    { what: 'the same, first after a start', value: median3(plain, (run) => run.firstNavigation), unit: 'ms' },
  ])
  const discussed = await measure(kind, THREADS)
  report(`The same with ${THREADS} conversations in the text, ${kind}`, [
    ...typing(discussed),
    {
      what: 'navigation → editable text, more',
      value: median3(discussed, navigationOf) - opened,
      unit: 'ms',
      limit: 200,
    },
  ])
}
