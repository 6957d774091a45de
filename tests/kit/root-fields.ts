import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { buildSchema, type GraphQLField, type GraphQLObjectType, isNonNullType } from 'graphql'

/** Each root field as an operation that passes on all its arguments, from the committed schema. */
export async function generateQueries(): Promise<Map<string, string>> {
  const file = createRequire(import.meta.url).resolve('@app/server/schema.graphql')
  const schema = buildSchema(await readFile(file, 'utf8'))
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const words = ['query', 'mutation', 'subscription']
  return new Map(
    roots.flatMap((root, at) =>
      Object.values((root as GraphQLObjectType).getFields()).map((field) => [field.name, toQuery(words[at], field)]),
    ),
  )
}

function toQuery(word: string | undefined, field: GraphQLField<unknown, unknown>): string {
  // Those with a default are left to it.
  const wanted = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)
  const declared = wanted.map((arg) => `$${arg.name}: ${arg.type}`).join(', ')
  const passed = wanted.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const isLeaf = /^(?:Boolean|String|Int|ID|Float)!?$/.test(String(field.type))
  const brackets = (inside: string) => (inside === '' ? '' : `(${inside})`)
  return `${word} ${brackets(declared)} { ${field.name}${brackets(passed)}${isLeaf ? '' : ' { __typename }'} }`
}
