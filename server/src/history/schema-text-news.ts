import { requireActor } from '../auth/actor.ts'
import { builder } from '../graphql/builder.ts'
import { type TextNews as News, readTextNews } from './text-news.ts'

const TextNews = builder.objectRef<News>('TextNews').implement({
  description: 'Whether a text reads otherwise than it did; remarks and proposals are no part of it.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    sinceVersion: t.exposeBoolean('sinceVersion', {
      nullable: true,
      description: 'Than in its newest version; null while there is none.',
    }),
    sinceLook: t.exposeBoolean('sinceLook', {
      nullable: true,
      description: 'Than where the person asking had read up to before they came this time; null on the first visit.',
    }),
  }),
})

// Not a field of the document: a list of documents must not read the text of each.
builder.queryField('textNews', (t) =>
  t.field({
    type: TextNews,
    authScopes: { signedIn: true },
    description: 'Whether the text of a document reads otherwise than it did.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: (_root, { documentId }, context) => readTextNews(context, requireActor(context), documentId),
  }),
)
