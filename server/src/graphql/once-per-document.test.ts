import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isLeafType,
  isNonNullType,
} from 'graphql'
import { expect, test } from 'vitest'
import { LIMITS } from '../limits.ts'
import { createOperationCheck } from './validate.ts'

/** Root fields of which one operation may ask for several, and why that reads no whole text and no log several times. */
const MAY_BE_REPEATED: Record<string, string> = {
  ...because(
    'reads a few rows, by their ids or a page at a time',
    ...['demoPeople', 'document', 'documents', 'instance', 'mails', 'notificationSettings', 'notifications'],
    ...['organizations', 'people', 'proposal', 'staffNotes', 'templates', 'thread', 'unreadNotifications', 'version'],
    'viewer',
  ),
  ...because('goes through new rows only, once for all who ask', 'activity', 'playbackTrack'),
  ...because(
    'reads one segment at most, and the page asks for it together with the text of the version',
    'versionLink',
  ),
}

function because(reason: string, ...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}

function twice(word: string, { name, args, type }: GraphQLField<unknown, unknown>): string {
  const wanted = args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)
  const brackets = (inside: string) => (inside === '' ? '' : `(${inside})`)
  const declared = brackets(wanted.map((arg) => `$${arg.name}: ${arg.type}`).join(', '))
  const passed = brackets(wanted.map((arg) => `${arg.name}: $${arg.name}`).join(', '))
  const one = `${name}${passed}${isLeafType(getNamedType(type)) ? '' : ' { __typename }'}`
  return `${word} ${declared} { a: ${one} b: ${one} }`
}

async function ask(word: string, root: (schema: GraphQLSchema) => GraphQLObjectType | null | undefined) {
  const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'))
  const { check } = createOperationCheck({ schema, limits: LIMITS })
  return Object.values(root(schema)?.getFields() ?? {}).map((field) => {
    const { errors = [] } = check(twice(word, field))
    expect(
      errors.filter(({ message }) => !message.includes('at a time')),
      field.name,
    ).toEqual([])
    return { name: field.name, isRefused: errors.length > 0 }
  })
}

test('whatever reads a whole text or log is asked for once in an operation', async () => {
  const fields = await ask('query', (schema) => schema.getQueryType())
  // A new root field belongs either into the list or, with a reason, into the table.
  expect(fields.flatMap(({ name, isRefused }) => (isRefused ? [] : [name])).sort()).toEqual(
    Object.keys(MAY_BE_REPEATED).sort(),
  )
})

test('an operation changes one thing', async () => {
  const fields = await ask('mutation', (schema) => schema.getMutationType())
  expect(fields.length).toBeGreaterThan(0)
  expect(fields.filter(({ isRefused }) => !isRefused)).toEqual([])
})
