// The authorship of a passage, a unit or a whole text, unit by unit as a reader sees it.

import type { Db } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import {
  type Block,
  BODY,
  baseOf,
  findPassage,
  implicitIdAfter,
  labelContent,
  type Passage,
  passageOfBlock,
  readContent,
  type UnitLabel,
} from '../document/index.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { nextTurn } from '../threads/slices.ts'
import type { Authored } from './authorship-run.ts'
import { type AuthoredRun, readAuthoredText, type Standing, type VersionPlace } from './authorship-runs.ts'
import { readAccepted } from './compare.ts'
import type { ChangeSource } from './sources.ts'
import type { UnitKindName } from './unit-kind.ts'

/** What is asked about: between two relative positions, a unit, or everything. */
export interface AuthorshipAim {
  from?: Uint8Array | null | undefined
  to?: Uint8Array | null | undefined
  unitId?: string | null | undefined
}

export interface AuthoredCell {
  row: number
  column: number
  header: boolean
  runs: AuthoredRun[]
}

export interface AuthoredUnit extends Pick<UnitLabel, 'label' | 'printed' | 'reference'> {
  id: string
  kind: UnitKindName
  level: number
  runs: AuthoredRun[]
  cells: AuthoredCell[]
}

export interface AuthorshipAnswer {
  seq: number
  units: AuthoredUnit[]
  sources: readonly ChangeSource[]
}

/**
 * Who wrote it, as it is now, with the rights of when its turn comes. Reads and never writes; no open room is asked or touched.
 * @throws AppError `NOT_FOUND` for a document that is missing or may not be read, and for a unit that is not there;
 *   `INVALID` for a passage without words; `UNAUTHENTICATED` where the session is over by then
 */
export async function readAuthorship(
  services: Pick<Services, 'db' | 'authorship' | 'sessions'>,
  actor: Actor,
  documentId: string,
  aim: AuthorshipAim,
): Promise<AuthorshipAnswer> {
  const { db, authorship } = services
  const judge = (current: Actor) => getReadAccess(db, current, documentId)
  return judgedAgain(services, actor, judge, () =>
    authorship.inTurn(actor.userId, async () => {
      const [versions, accepted] = await Promise.all([
        readVersionPlaces(db, documentId),
        readAccepted(db, documentId, 0),
      ])
      return authorship.inspect(documentId, (authored) => answer(authored, aim, { versions, accepted }))
    }),
  )
}

function readVersionPlaces(db: Db, documentId: string): Promise<VersionPlace[]> {
  return db.version.findMany({ where: { documentId }, orderBy: { number: 'asc' }, select: { id: true, seq: true } })
}

async function answer(authored: Authored, aim: AuthorshipAim, standing: Standing): Promise<AuthorshipAnswer> {
  const text = authored.doc.getText(BODY)
  const { lines, sources } = await readAuthoredText(authored, passageOf(text, aim), standing)
  await nextTurn()
  const content = readContent(text)
  await nextTurn()
  const base = baseOf(content)
  const labels = new Map(labelContent(base).map((label, index) => [base[index]?.id, label]))
  const blocks = new Map(content.map((block) => [block.id, block]))
  const units = new Map<string, AuthoredUnit>()
  for (const { blockId, cell, runs } of lines) {
    const isBehind = cell === null && blocks.get(blockId)?.type === 'table'
    const id = isBehind ? implicitIdAfter(blockId) : blockId
    const block = blocks.get(id)
    const unit = units.get(id) ?? startUnit(id, block, labels.get(id))
    units.set(id, unit)
    if (cell === null) unit.runs.push(...runs)
    else unit.cells.push({ ...cell, header: isHeader(block, cell), runs })
  }
  return { seq: authored.seq, units: [...units.values()], sources }
}

/** Null for everything. */
function passageOf(text: Parameters<typeof findPassage>[0], { from, to, unitId }: AuthorshipAim): Passage | null {
  if (unitId) {
    const passage = passageOfBlock(text, unitId)
    if (passage === null || from || to) throw new AppError(passage === null ? 'NOT_FOUND' : 'INVALID', 'unitId')
    return passage
  }
  if (!from && !to) return null
  const passage = from && to ? findPassage(text, from, to) : null
  if (passage === null) throw new AppError('INVALID', 'passage')
  return passage
}

function startUnit(id: string, block: Block | undefined, label: UnitLabel | undefined): AuthoredUnit {
  const { label: mark = '', printed = '', reference = '' } = label ?? {}
  const [kind, level] = block?.type === 'block' ? [block.kind, block.level] : ['table' as const, 0]
  return { id, kind, level, label: mark, printed, reference, runs: [], cells: [] }
}

function isHeader(block: Block | undefined, { row, column }: { row: number; column: number }): boolean {
  return block?.type === 'table' && block.rows[row]?.cells[column]?.header === true
}
