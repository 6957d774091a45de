import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

/** A path from the repository's root. */
export function inRepository(...parts: string[]): string {
  return join(REPOSITORY, ...parts)
}

export const SCHEMA_FILE = inRepository('server', 'schema.graphql')
export const CACHE = inRepository('node_modules', '.cache', 'wz')
