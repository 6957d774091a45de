import { SCHEMA_VERSION } from '../document/index.ts'
import type { Env } from '../env.ts'
import { builder } from '../graphql/builder.ts'

const VERSION = '1.0.0'

const Instance = builder.objectRef<Env>('Instance').implement({
  description: 'This installation, as anybody may know it.',
  authScopes: { anyone: true },
  fields: (t) => ({
    name: t.exposeString('instanceName', { description: 'What it is called.' }),
    demo: t.exposeBoolean('demo', { description: 'A demonstration: invented people, no mail leaves it.' }),
    oidc: t.boolean({ description: 'Sign-in at an identity provider.', resolve: (env) => env.oidc !== undefined }),
    mail: t.boolean({
      description: 'Sign-in by an e-mailed link; in a demonstration the mail stays on the outbox page.',
      resolve: (env, _args, { mailer }) => env.demo || mailer.delivers,
    }),
    version: t.string({ description: 'Of the program.', resolve: () => VERSION }),
    schemaVersion: t.int({
      description: 'Of the document model; an older page must reload.',
      resolve: () => SCHEMA_VERSION,
    }),
    contactEmail: t.exposeString('contactEmail', { description: 'Whom to write to.' }),
    operator: t.exposeString('operator', { description: 'Who runs it.' }),
    publishedOn: t.exposeString('publishedOn', {
      nullable: true,
      description: 'The day on which it was opened to people, as 2026-11-23; null where nobody said.',
    }),
  }),
})

builder.queryFields((t) => ({
  instance: t.field({
    type: Instance,
    authScopes: { anyone: true },
    description: 'This installation.',
    resolve: (_root, _args, { env }) => env,
  }),
}))
