import { SCHEMA_VERSION } from '../document/index.ts'
import { AppError } from '../errors.ts'

/** Whether a page has to be loaded anew before it may write here. */
export function isOutdated(schemaVersion: number): boolean {
  return schemaVersion < SCHEMA_VERSION
}

/**
 * A page from before this server was rolled back: what it writes may look like an attack here, and waits on its device.
 * @throws AppError `UNAVAILABLE`
 */
export function assertNotAhead(schemaVersion: number): void {
  if (schemaVersion > SCHEMA_VERSION) throw new AppError('UNAVAILABLE', 'schema')
}
