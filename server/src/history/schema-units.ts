import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { type Block, inlineText, plainTextOf } from '../document/index.ts'
import { labelContent } from '../document/plain-text.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { contentAt } from './content-at.ts'
import { hashOfUnit } from './review.ts'
import { UnitKind, type UnitKindName } from './unit-kind.ts'

interface Unit {
  id: string
  kind: UnitKindName
  reference: string
  words: string
  block: Block
}

const EXCERPT = 100

function toUnit(block: Block, reference: string): Unit {
  const [all = ''] = linesOf(block)
  const words = all.length > EXCERPT ? `${all.slice(0, EXCERPT).trimEnd()}…` : all
  return { id: block.id, kind: block.type === 'table' ? 'table' : block.kind, reference, words, block }
}

/** A table has one line for each of its rows. */
function linesOf(block: Block): string[] {
  const lines =
    block.type === 'block' ? [block.content] : block.rows.map(({ cells }) => cells.flatMap(({ content }) => content))
  return lines.map((line) => inlineText(line).replace(/\s+/g, ' ').trim())
}

const DocumentUnit = builder.objectRef<Unit>('DocumentUnit').implement({
  description: 'A unit of a text as it is now, without proposals.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stays when it is moved.' }),
    kind: t.expose('kind', { type: UnitKind, description: 'What it is.' }),
    reference: t.exposeString('reference', { description: 'For instance „§ 6 ust. 3”; empty where it has no name.' }),
    words: t.exposeString('words', { description: 'How it begins.' }),
    text: t.string({
      description: 'All its words; of a table line by line.',
      resolve: ({ block }) => linesOf(block).join('\n'),
    }),
    hash: t.string({
      description: 'Changes with its words, kind and looks: what `reviewUnit` is to be told.',
      resolve: ({ block }) => hashOfUnit(block),
    }),
  }),
})

builder.queryField('documentUnits', (t) =>
  t.field({
    type: [DocumentUnit],
    authScopes: { signedIn: true },
    description: 'The units of a text as it is now, in order.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: async (_root, { documentId }, context) => {
      const { db } = context
      if (!can(requireActor(context), 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
      const content = plainTextOf((await contentAt(db, documentId)).content)
      const labels = labelContent(content)
      return content.map((block, index) => toUnit(block, labels[index]?.reference ?? ''))
    },
  }),
)
