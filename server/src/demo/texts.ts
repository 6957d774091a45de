import type { Block } from '../document/index.ts'
import { legalLetter } from '../document/labels-marks.ts'
import { inlineText } from '../document/plain-text.ts'
import type { Rooms, ServerWrite } from '../sync/index.ts'
import { toContent } from '../templates/outline.ts'
import { typeset } from '../templates/typography.ts'
import { type DemoDocument, organizationOf } from './content/index.ts'
import type { NamedVersion } from './content/sitting.ts'
import { appendBlock, reword } from './write.ts'

/** One entry of a demo log: who, when, and what it did to the text. */
export interface DemoEdit {
  userId: string
  organizationId: string
  at: Date
  change: ServerWrite['change']
}

export interface WrittenEdit {
  seq: number
  at: Date
}

const MS_BEFORE_TYPING = 15_000
const MS_PER_CHARACTER = 240

/** The edits of a document in order: a block at a time, as fast as a person types, then the rewordings. */
export function editsOf(document: DemoDocument): DemoEdit[] {
  const typed = document.writings.flatMap(({ by, at, blocks }, index) => {
    let now = Date.parse(at)
    return toContent(blocks, blockPrefix(index)).map((block): DemoEdit => {
      now += MS_BEFORE_TYPING + lengthOf(block) * MS_PER_CHARACTER
      return edit(by, new Date(now), (text) => appendBlock(text, block))
    })
  })
  const reworded = document.rewordings.map(({ by, at, find, replacement }) =>
    edit(by, new Date(at), (text) => reword(text, typeset(find), typeset(replacement))),
  )
  return [...typed, ...reworded]
}

/**
 * Writes a document's text through its room; every edit is a row of the log with its author, organisation and time. Between
 * them `name` is called for each version that was named then.
 */
export async function writeText(
  rooms: Pick<Rooms, 'append'>,
  document: DemoDocument,
  name: (version: NamedVersion) => Promise<void>,
): Promise<WrittenEdit[]> {
  const written: WrittenEdit[] = []
  const versions = [...(document.versions ?? [])]
  const nameThoseBefore = async (at: Date | null): Promise<void> => {
    for (let next = versions[0]; next && (at === null || new Date(next.at) < at); next = versions[0]) {
      await name(next)
      versions.shift()
    }
  }
  for (const { userId, organizationId, at, change } of editsOf(document)) {
    await nameThoseBefore(at)
    const kind = written.length === 0 ? 'SEED' : 'EDIT'
    const { seq } = await rooms.append(document.id, { kind, userId, organizationId, change, at })
    written.push({ seq, at })
  }
  await nameThoseBefore(null)
  return written
}

/** Block ids `a1`, `a2` … of the first writing, `b1` … of the second: the same in every demo, so that links can name them. */
function blockPrefix(index: number): string {
  return legalLetter(index + 1)
}

function edit(userId: string, at: Date, change: DemoEdit['change']): DemoEdit {
  return { userId, organizationId: organizationOf(userId), at, change }
}

function lengthOf(block: Block): number {
  if (block.type === 'block') return inlineText(block.content).length
  return block.rows.flatMap(({ cells }) => cells).reduce((sum, cell) => sum + inlineText(cell.content).length, 0)
}
