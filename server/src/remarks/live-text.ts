import { baseOf, type DocumentContent, findAnchors, labelContent } from '../document/index.ts'
import { type Described, describeProposals } from '../proposals/found.ts'
import type { Named, RemarkUnit } from './remark.ts'

/** What a text says of its remarks now. */
export interface LiveText {
  /** By the id of a block. */
  units: ReadonlyMap<string, RemarkUnit>
  /** The block where the marks of a conversation begin. */
  anchors: ReadonlyMap<string, string>
  proposals: ReadonlyMap<string, Described>
}

export async function readLiveText(content: DocumentContent): Promise<LiveText> {
  const anchors = [...findAnchors(content, 'comment')].flatMap(
    ([
      id,
      {
        blockIds: [first],
      },
    ]) => (first === undefined ? [] : [[id, first] as const]),
  )
  return { units: unitsOf(content), anchors: new Map(anchors), proposals: await describeProposals(content) }
}

/** Every block as it is called without any proposal; one that is only proposed counts as part of the one before. */
function unitsOf(content: DocumentContent): Map<string, RemarkUnit> {
  const base = baseOf(content)
  const units = new Map<string, RemarkUnit>()
  labelContent(base).forEach(({ reference, parentId }, place) => {
    const id = base[place]?.id ?? ''
    const above: readonly Named[] = units.get(parentId ?? '')?.path ?? []
    units.set(id, { label: reference, place, path: [...above, { id, name: reference }] })
  })
  let last: RemarkUnit | undefined
  for (const { id } of content) {
    last = units.get(id) ?? last
    if (last !== undefined) units.set(id, last)
  }
  return units
}
