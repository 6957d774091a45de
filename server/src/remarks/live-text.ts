import { type Block, baseOf, type DocumentContent, findAnchors, labelContent } from '../document/index.ts'
import { type Described, describeProposals } from '../proposals/found.ts'
import type { RemarkUnit, UnitStep } from './remark.ts'

/** Characters of a heading that tell one unit from another. */
const MAX_HEADING = 80

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
    const above: readonly UnitStep[] = units.get(parentId ?? '')?.path ?? []
    units.set(id, { label: reference, place, path: [...above, { id, name: reference, ...headingOf(base[place]) }] })
  })
  let last: RemarkUnit | undefined
  for (const { id } of content) {
    last = units.get(id) ?? last
    if (last !== undefined) units.set(id, last)
  }
  return units
}

function headingOf(block: Block | undefined): Pick<UnitStep, 'heading'> {
  if (block?.type !== 'block' || (block.kind !== 'heading' && block.kind !== 'chapter')) return {}
  const words = block.content.map((inline) => ('text' in inline ? inline.text : ' ')).join('')
  return { heading: words.replace(/\s+/g, ' ').trim().slice(0, MAX_HEADING) }
}
