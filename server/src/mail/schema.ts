import type { MailMessage } from '@app/prisma'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'

const MAX_MAILS = 100

const Mail = builder.objectRef<MailMessage>('Mail').implement({
  description: 'A mail as it would have been sent.',
  authScopes: { demo: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    to: t.exposeString('toEmail', { description: 'The address.' }),
    kind: t.exposeString('kind', { description: 'For instance magic-link.' }),
    subject: t.exposeString('subject', { description: 'The subject.' }),
    text: t.exposeString('text', { description: 'As plain text.' }),
    html: t.exposeString('html', { description: 'As HTML; to be shown in a sandbox.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
  }),
})

builder.queryFields((t) => ({
  mails: t.field({
    type: [Mail],
    authScopes: { demo: true },
    description: 'The outbox of a demonstration, the newest first; refused on a real instance.',
    args: { first: t.arg.int({ defaultValue: 50, description: 'At most so many, up to 100.' }) },
    resolve: (_root, { first }, { db }) => {
      if (first < 1 || first > MAX_MAILS) throw new AppError('INVALID', 'first')
      return db.mailMessage.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }], take: first })
    },
  }),
}))
