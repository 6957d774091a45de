import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { type Block, baseOf, inlineText } from '../document/index.ts'
import { labelContent } from '../document/plain-text.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { contentAt } from './content-at.ts'
import { UnitKind, type UnitKindName } from './unit-kind.ts'

interface Unit {
  id: string
  kind: UnitKindName
  reference: string
  words: string
}

const EXCERPT = 100

function toUnit(block: Block, reference: string): Unit {
  const line = block.type === 'table' ? (block.rows[0]?.cells.flatMap(({ content }) => content) ?? []) : block.content
  const all = inlineText(line).replace(/\s+/g, ' ').trim()
  const words = all.length > EXCERPT ? `${all.slice(0, EXCERPT).trimEnd()}…` : all
  return { id: block.id, kind: block.type === 'table' ? 'table' : block.kind, reference, words }
}

const DocumentUnit = builder.objectRef<Unit>('DocumentUnit').implement({
  description: 'A unit of a text as it is now, without proposals.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stays when it is moved.' }),
    kind: t.expose('kind', { type: UnitKind, description: 'What it is.' }),
    reference: t.exposeString('reference', { description: 'For instance „§ 6 ust. 3”; empty where it has no name.' }),
    words: t.exposeString('words', { description: 'How it begins.' }),
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
      const content = baseOf((await contentAt(db, documentId)).content)
      const labels = labelContent(content)
      return content.map((block, index) => toUnit(block, labels[index]?.reference ?? ''))
    },
  }),
)
