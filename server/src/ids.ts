import { randomBytes } from 'node:crypto'

/** 96 random bits in 16 characters that need no escaping anywhere: ids travel in every frame. */
export function newId(): string {
  return randomBytes(12).toString('base64url')
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Ids from pages go into marks of the text and into keys of tables: they are UUIDs. */
export function isUuid(id: string): boolean {
  return UUID.test(id)
}
