import type PrismaTypes from '@app/prisma/pothos'
import { getDatamodel } from '@app/prisma/pothos'
import SchemaBuilder from '@pothos/core'
import PrismaPlugin from '@pothos/plugin-prisma'
import ScopeAuthPlugin from '@pothos/plugin-scope-auth'
import type { Context } from '../context.ts'
import type { Piece } from '../document/index.ts'
import { AppError } from '../errors.ts'

interface SchemaTypes {
  Context: Context
  PrismaTypes: PrismaTypes
  DefaultFieldNullability: false
  DefaultInputFieldRequiredness: true
  AuthScopes: {
    /** Said aloud where nothing is asked for, so that a forgotten rule cannot look like a decision. */
    anyone: boolean
    signedIn: boolean
    demo: boolean
  }
  Scalars: {
    ID: { Input: string; Output: string }
    Bytes: { Input: Uint8Array; Output: Uint8Array | string }
    ClientId: { Input: number; Output: number }
    ComparedPieces: { Input: never; Output: readonly Piece[] }
    DateTime: { Input: Date; Output: Date }
  }
}

export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  defaultInputFieldRequiredness: true,
  prisma: { client: (context) => context.db, dmmf: getDatamodel() },
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: (context) => ({
      anyone: true,
      signedIn: context.actor !== null,
      demo: context.env.demo,
    }),
    unauthorizedError: (_parent, context) => new AppError(context.actor === null ? 'UNAUTHENTICATED' : 'FORBIDDEN'),
  },
})

builder.queryType({ description: 'Everything that may be asked.' })
builder.mutationType({ description: 'Everything that may be changed; each takes one input.' })
builder.subscriptionType({ description: 'Everything that arrives by itself.' })
