import { readFile } from 'node:fs/promises'
import {
  buildSchema,
  type GraphQLField,
  type GraphQLObjectType,
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
    'reads and writes a few rows, by their ids or a page at a time',
    ...[
      'archiveDocument',
      'createOrganization',
      'deleteComment',
      'deleteStaffNote',
      'dismissStrandedText',
      'editComment',
    ],
    ...['endMembership', 'hideComment', 'hideProposal', 'markDocumentRead', 'markNotificationsRead', 'markThreadsRead'],
    ...['react', 'renameDocument', 'replyToThread', 'resolveThread', 'restoreDocument', 'revokeSession', 'setPresence'],
    ...[
      'setNotificationSetting',
      'shareDocument',
      'unshareDocument',
      'updateProfile',
      'demoPeople',
      'document',
      'viewer',
    ],
    ...[
      'documents',
      'instance',
      'mails',
      'notificationSettings',
      'notifications',
      'organizations',
      'people',
      'proposal',
    ],
    ...['staffNotes', 'templates', 'thread', 'unreadNotifications', 'version'],
  ),
  ...because(
    'changes the text that is open in a room, one after the other',
    ...['createDocument', 'decideProposals', 'describeProposal', 'proposeWording', 'pushUpdate', 'reanchorThread'],
    ...['startThread', 'withdrawProposal'],
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

test('whatever reads a whole text or log is asked for once in an operation', async () => {
  const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'))
  const { check } = createOperationCheck({ schema, limits: LIMITS })
  const roots: [string, GraphQLObjectType | null | undefined][] = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
  ]
  const refused: string[] = []
  const names: string[] = []
  for (const [word, root] of roots) {
    for (const field of Object.values(root?.getFields() ?? {})) {
      const { errors = [] } = check(twice(word, field))
      expect(
        errors.filter(({ message }) => !message.includes('one at a time')),
        field.name,
      ).toEqual([])
      names.push(field.name)
      if (errors.length > 0) refused.push(field.name)
    }
  }
  // A new root field belongs either into the list or, with a reason, into the table.
  expect(names.filter((name) => !refused.includes(name)).sort()).toEqual(Object.keys(MAY_BE_REPEATED).sort())
})
