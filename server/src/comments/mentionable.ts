import type { Db } from '@app/prisma'
import { can, type DocumentAccess } from '../auth/policy.ts'
import type { Clock } from '../context.ts'
import { accessSelect, toAccess } from '../documents/access.ts'
import { fold, foldedWords } from '../documents/search.ts'
import { Document } from '../documents/types.ts'
import { builder } from '../graphql/builder.ts'
import { readersAmong } from '../notifications/readers.ts'
import { findPeopleIds } from '../organizations/people.ts'
import { byName, Organization, Person } from '../organizations/schema.ts'
import { mayAllRead } from './mentions.ts'

/** So many are offered at most of people, and as many organisations. */
const MAX_OFFERED = 10
/** So many of that name are asked about at a time whether they may read. */
const ASKED_AT_ONCE = 100

interface Search {
  access: DocumentAccess
  words: string
}

interface Tools {
  db: Db
  clock: Clock
}

async function findReaderIds({ db, clock }: Tools, { access, words }: Search): Promise<string[]> {
  const found: string[] = []
  for (let asked = 0; ; asked += ASKED_AT_ONCE) {
    const ids = await findPeopleIds(db, words, ASKED_AT_ONCE, asked)
    const readers = await readersAmong(db, access, ids, clock.now())
    found.push(...ids.filter((id) => readers.has(id)))
    if (found.length >= MAX_OFFERED || ids.length < ASKED_AT_ONCE) return found.slice(0, MAX_OFFERED)
  }
}

async function findReadingOrganizationIds({ db }: Tools, { access, words }: Search): Promise<string[]> {
  const wanted = foldedWords(words)
  if (wanted.length === 0) return []
  const all = await db.organization.findMany({ select: { id: true, kind: true, name: true } })
  const reading = all.filter((each) => mayAllRead(each, access))
  const named = reading.filter(({ name }) => wanted.every((word) => fold(name).includes(word)))
  return byName(named)
    .slice(0, MAX_OFFERED)
    .map(({ id }) => id)
}

const Mentionable = builder.objectRef<Search>('Mentionable').implement({
  description: 'Who can be named in a remark on a document, by name: only who may read it.',
  authScopes: ({ access }, { actor }) => can(actor, 'comment', access),
  fields: (t) => ({
    people: t.prismaField({
      type: [Person],
      description: 'People, the first ten.',
      resolve: async (query, search, _args, context) => {
        const ids = await findReaderIds(context, search)
        return byName(await context.db.user.findMany({ ...query, where: { id: { in: ids } } }))
      },
    }),
    organizations: t.prismaField({
      type: [Organization],
      description: 'Organisations, the first ten; naming one names everybody in it.',
      resolve: async (query, search, _args, context) => {
        const ids = await findReadingOrganizationIds(context, search)
        return byName(await context.db.organization.findMany({ ...query, where: { id: { in: ids } } }))
      },
    }),
  }),
})

builder.prismaObjectField(Document, 'mentionable', (t) =>
  t.field({
    type: Mentionable,
    nullable: true,
    description: 'Who can be named in a remark on it; null for who may not comment on it.',
    args: { search: t.arg.string({ description: 'Parts of a name; diacritics and ł do not matter.' }) },
    select: accessSelect,
    resolve: (document, { search }, { actor }) => {
      const access = toAccess(document)
      return can(actor, 'comment', access) ? { access, words: search } : null
    },
  }),
)
