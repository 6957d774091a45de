import { styleText } from 'node:util'

/** One measured number; with a limit it can be missed. */
export interface Figure {
  what: string
  value: number
  unit: string
  /** The largest value that is still good. */
  limit?: number
}

/** Prints a table; a missed limit ends the process with 1 once it is done. */
export function report(title: string, figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ what }) => what.length))
  process.stdout.write(`\n${title}\n`)
  for (const figure of figures) process.stdout.write(`  ${row(figure, width)}\n`)
  if (figures.some(isMissed)) process.exitCode = 1
}

function row(figure: Figure, width: number): string {
  const { what, value, unit, limit } = figure
  const measured = `${what.padEnd(width)}  ${format(value).padStart(8)} ${unit}`
  if (limit === undefined) return measured
  const verdict = isMissed(figure) ? styleText('red', '✗ missed') : styleText('green', '✓')
  return `${measured.padEnd(width + 24)} at most ${format(limit).padStart(6)}  ${verdict}`
}

function isMissed({ value, limit }: Figure): boolean {
  return limit !== undefined && !(value <= limit)
}

function format(value: number): string {
  return value >= 1_000 ? value.toFixed(0) : value.toFixed(value < 10 ? 2 : 1)
}

/** The value that `share` of all values do not exceed; 0.5 is the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}
