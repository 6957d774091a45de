// Addresses that links, and links that are proposed, lead to. They are no signs of a text: words in them go with the address.

import * as Y from 'yjs'
import { parseLayeredFormat } from '../../document/index.ts'
import { occurrences } from './secret-words.ts'

/** Does this begin a link, or the proposal of one, whose address names the words, as it stands or as it is read? */
export function namesSecret(content: unknown, secret: string): boolean {
  const address = content instanceof Y.ContentFormat ? addressIn(content) : null
  return address !== null && readingsOf(address).some((reading) => occurrences(reading, secret).length > 0)
}

/** The same format without its address: no link, and of a proposed look what is left of it. */
export function withoutAddress({ key, value }: Y.ContentFormat): Y.ContentFormat {
  if (key === 'link' || typeof value !== 'object' || value === null) return new Y.ContentFormat(key, EMPTY)
  const rest = Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'link'))
  return new Y.ContentFormat(key, Object.keys(rest).length === 0 ? EMPTY : rest)
}

/** Ends a format; Yjs' own types know no such value. */
const EMPTY = null as unknown as object

function addressIn({ key, value }: Y.ContentFormat): string | null {
  if (typeof value !== 'object' || value === null) return null
  const isWish = parseLayeredFormat(key)?.name === 'set'
  const address = key === 'link' ? valueAt(value, 'href') : isWish ? valueAt(value, 'link') : null
  return typeof address === 'string' ? address : null
}

function valueAt(value: object, name: string): unknown {
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

/** Words in an address are mostly written in another way than they are said. */
function readingsOf(address: string): string[] {
  const decoded = address.replace(/(?:%[0-9a-f]{2})+/gi, (signs) => {
    return Buffer.from(signs.replaceAll('%', ''), 'hex').toString('utf8')
  })
  return [address, decoded, decoded.replaceAll('+', ' ')]
}
