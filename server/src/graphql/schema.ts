import '../auth/schema.ts'
import '../comments/last-version.ts'
import '../comments/mentionable.ts'
import '../comments/mutations.ts'
import '../comments/schema.ts'
import '../documents/mutations.ts'
import '../documents/schema.ts'
import '../history/schema.ts'
import '../instance/schema.ts'
import '../mail/schema.ts'
import '../notifications/schema.ts'
import '../organizations/mutations.ts'
import '../organizations/schema.ts'
import '../proof/schema.ts'
import '../proposals/mutations.ts'
import '../proposals/schema.ts'
import '../remarks/schema.ts'
import '../sync/schema.ts'
import './scalars.ts'
import { type GraphQLSchema, isObjectType } from 'graphql'
import { builder } from './builder.ts'

const ROOT_TYPES = ['Query', 'Mutation', 'Subscription']

/** Default deny: the server does not start with a type, or a field of a root type, that says nothing about who may. */
export function assertEverythingIsGuarded(schema: GraphQLSchema): void {
  const open: string[] = []
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    if (!ROOT_TYPES.includes(type.name)) {
      if (!hasAuthScopes(type.extensions)) open.push(type.name)
      continue
    }
    for (const field of Object.values(type.getFields())) {
      if (!hasAuthScopes(field.extensions)) open.push(`${type.name}.${field.name}`)
    }
  }
  if (open.length > 0) throw new Error(`No authScopes: ${open.join(', ')}`)
}

function hasAuthScopes(extensions: Readonly<Record<string, unknown>>): boolean {
  const options = extensions.pothosOptions
  return typeof options === 'object' && options !== null && 'authScopes' in options
}

/** The whole API. Loading this file builds it, and throws where something is not guarded. */
export const schema = builder.toSchema()
assertEverythingIsGuarded(schema)
