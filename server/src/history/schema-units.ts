import { requireActor } from '../auth/actor.ts'
import type { Actor } from '../auth/policy.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { builder } from '../graphql/builder.ts'
import { unitsAt } from './read-past.ts'
import { UnitKind } from './unit-kind.ts'
import type { Unit } from './units.ts'

const DocumentUnit = builder.objectRef<Unit>('DocumentUnit').implement({
  description: 'A unit of a text as it is now, without proposals.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stays when it is moved.' }),
    kind: t.expose('kind', { type: UnitKind, description: 'What it is.' }),
    reference: t.exposeString('reference', { description: 'For instance „§ 6 ust. 3”; empty where it has no name.' }),
    words: t.exposeString('words', { description: 'How it begins.' }),
    text: t.exposeString('text', { description: 'All its words; of a table line by line.' }),
    hash: t.exposeString('hash', {
      description: 'Changes with its words, kind and looks: what `reviewUnit` is to be told.',
    }),
  }),
})

builder.queryField('documentUnits', (t) =>
  t.field({
    type: [DocumentUnit],
    authScopes: { signedIn: true },
    description: 'The units of a text as it is now, in order.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: (_root, { documentId }, context) => {
      const { db } = context
      const actor = requireActor(context)
      const judge = (current: Actor) => getReadAccess(db, current, documentId)
      return judgedAgain(context, actor, judge, () => unitsAt(db, { documentId, askedBy: actor.userId }))
    },
  }),
)
