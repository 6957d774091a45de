/** How proposals are signed in a text: by layers over characters, and by keys of markers. */
import * as Y from 'yjs'
import type { FormatMap } from './formats.ts'
import { parseLayeredFormat } from './shape.ts'
import { markerMap } from './yjs.ts'

/** The keys of a marker that say what is proposed of its block. */
export const PROPOSAL_KEYS = ['ins', 'del', 'was'] as const

/** The proposal of a format's key; null for every other format. */
export function proposalOfFormat(key: string): string | null {
  const layer = parseLayeredFormat(key)
  return layer === null || layer.name === 'comment' ? null : layer.id
}

/** The proposal of what stands under one of `PROPOSAL_KEYS`. */
export function proposalOfSign(sign: unknown): string | null {
  const id: unknown = typeof sign === 'object' && sign !== null && 'id' in sign ? sign.id : sign
  return typeof id === 'string' ? id : null
}

/** The proposal that this item lays over what follows; null for items that open none. */
export function proposalOpenedBy({ content }: Y.Item): string | null {
  return content instanceof Y.ContentFormat && content.value !== null ? proposalOfFormat(content.key) : null
}

export function proposalOnMarker(marker: Y.Item, key: (typeof PROPOSAL_KEYS)[number]): string | null {
  return proposalOfSign(markerMap(marker).get(key))
}

/** The proposals that would put in what stands under these formats. */
export function insertedBy(formats: FormatMap): string[] {
  return Object.keys(formats).flatMap((key) => {
    const layer = parseLayeredFormat(key)
    return layer?.name === 'ins' ? [layer.id] : []
  })
}
