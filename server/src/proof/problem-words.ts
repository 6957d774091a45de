import type { CheckedLog, Problem } from './check-log.ts'

/** What is wrong, for whoever runs the check in a terminal. */
export function describeProblem({ what, from, to }: Problem): string {
  const rows = from === to ? `row ${from}` : `rows ${from}–${to}`
  switch (what) {
    case 'HOLE':
      return `${rows} of the log: missing, or another row stands in their place`
    case 'SHORT_LOG':
      return `${rows} of the log: missing at its end`
    case 'LONG_LOG':
      return `${rows} of the log: beyond its end`
    case 'UNREADABLE_SEGMENT':
      return `${rows} of the log: their sealed bytes cannot be read, or hold other rows`
    case 'BROKEN_LINK':
      return `${rows} of the log: the first bad link of the chain; something in them is not what was written`
    case 'FOREIGN_AUTHOR':
      return `${rows} of the log: its author does not own the client ids it was written under`
    case 'UNREADABLE_ROW':
      return `${rows} of the log: what it holds cannot be applied to the text before it`
    case 'UNDECLARED_REDACTION':
      return `${rows} of the log: words were taken out of it, and no redaction says so`
    case 'UNWITNESSED_REDACTION':
      return `redaction ${from}: the chain does not know it, or knows other rows or another reason of it`
    case 'WRONG_VERSION':
      return `version ${from}: its text does not have the hash that was written down`
  }
}

/** One line for one document. */
export function describeCheck({ documentId, rows, sealed, redacted, versions, link, problem }: CheckedLog): string {
  if (problem !== null) return `✗ ${documentId}: ${describeProblem(problem)}`
  const extra = redacted === 0 ? '' : `, ${redacted} redacted`
  return `✓ ${documentId}: ${rows} rows (${sealed} sealed${extra}), ${versions} versions, chain ${link}`
}
