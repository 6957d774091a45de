import { gql } from './client.ts'
import type { TestPage } from './page.ts'
import { type SeededDocument, type SeededPerson, signInAs } from './seed.ts'

const SHARE = 'mutation ($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }'
const UNSHARE = 'mutation ($input: UnshareDocumentInput!) { unshareDocument(input: $input) { id } }'

/** Wanda, whose organisation leads the document, gives a person a right on it. */
export async function giveRight(
  kit: TestPage,
  document: SeededDocument,
  person: SeededPerson,
  role: 'READER' | 'COMMENTER' | 'EDITOR',
): Promise<void> {
  const input = { documentId: document.id, personId: person.id, role }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), SHARE, { input })
}

/** Wanda takes the person's right on the document away. */
export async function takeRight(kit: TestPage, document: SeededDocument, person: SeededPerson): Promise<void> {
  const member = await kit.app.db.documentMember.findFirstOrThrow({
    where: { documentId: document.id, userId: person.id, until: null },
  })
  const input = { documentId: document.id, memberId: member.id }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), UNSHARE, { input })
}
