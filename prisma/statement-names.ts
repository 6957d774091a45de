/** Each prepared statement takes memory in every connection; the program has far fewer that come again. */
const MOST_NAMES = 300

/** What `pg` takes for "prepare nothing". */
const UNNAMED = ''

/**
 * Names statements by their text, so that a connection parses and plans each only once: planning the statement that
 * appends to the log takes twice as long as running it.
 */
export function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>()
  return ({ sql }) => {
    const known = names.get(sql)
    if (known !== undefined) return known
    if (names.size >= MOST_NAMES) return UNNAMED
    const name = `s${names.size}`
    names.set(sql, name)
    return name
  }
}
