import { createHmac, randomBytes } from 'node:crypto'
import type {
  Db,
  DocumentKind,
  DocumentRole,
  DocumentStage,
  MembershipRole,
  Organization,
  OrganizationKind,
} from '@app/prisma'
import { type DocumentContent, writeContent } from '@app/server/document'
import type { TestApp } from './app.ts'

export interface SeededPerson {
  id: string
  name: string
  email: string
  organizationId: string
}

export interface SeededDocument {
  id: string
  title: string
  /** Gives a person, or everybody in an organisation, a right. */
  member(recipient: SeededPerson | SeededOrganization, role: DocumentRole, manage?: boolean): Promise<SeededDocument>
}

export interface DocumentPlan {
  title?: string
  kind?: DocumentKind
  stage?: DocumentStage
  /** Paragraphs of text, written through the rooms. */
  text?: string
  content?: DocumentContent
  archived?: boolean
}

export interface SeededOrganization {
  id: string
  name: string
  person(name?: string, role?: MembershipRole): Promise<SeededPerson>
  /** A document led by this organisation; by default only its people may edit it. */
  document(createdBy: SeededPerson, plan?: DocumentPlan): Promise<SeededDocument>
}

export interface Seed {
  organization(name?: string, kind?: OrganizationKind): Promise<SeededOrganization>
}

/** Rows a test starts from, made the short way; what is tested goes through the front door. */
export function seed(target: TestApp): Seed {
  const { db } = target
  return {
    async organization(name = uniqueName('Organizacja'), kind = 'NGO') {
      const row = await db.organization.create({ data: { id: newId(), name, kind } })
      return toSeeded(target, row)
    },
  }
}

function toSeeded(target: TestApp, { id, name }: Organization): SeededOrganization {
  return {
    id,
    name,
    person: (personName, role) => seedPerson(target.db, id, personName, role),
    document: (createdBy, plan) => seedDocument(target, id, createdBy, plan),
  }
}

async function seedPerson(
  db: Db,
  organizationId: string,
  name = uniqueName('Osoba'),
  role: MembershipRole = 'MEMBER',
): Promise<SeededPerson> {
  const id = newId()
  const email = `${id.toLowerCase().replace(/[^a-z0-9]/g, 'x')}@example.org`
  await db.user.create({
    data: {
      id,
      name,
      email,
      emailVerified: true,
      memberships: { create: { id: newId(), organizationId, role } },
    },
  })
  return { id, name, email, organizationId }
}

async function seedDocument(
  target: TestApp,
  organizationId: string,
  createdBy: SeededPerson,
  plan: DocumentPlan = {},
): Promise<SeededDocument> {
  const { db, app } = target
  const title = plan.title ?? uniqueName('Dokument')
  const document = await db.document.create({
    data: {
      id: newId(),
      title,
      searchText: fold(title),
      kind: plan.kind ?? 'OTHER',
      stage: plan.stage ?? 'DRAFT',
      organizationId,
      createdById: createdBy.id,
      lastWriteAt: new Date(),
      archivedAt: plan.archived ? new Date() : null,
      epoch: newId(),
    },
  })
  const content = plan.content ?? (plan.text === undefined ? null : toContent(plan.text))
  if (content !== null) {
    await app.rooms.append(document.id, {
      kind: 'SEED',
      userId: createdBy.id,
      organizationId,
      change: (text) => writeContent(text, content),
    })
  }
  return toSeededDocument(target, document.id, title, createdBy)
}

function toSeededDocument(target: TestApp, id: string, title: string, grantedBy: SeededPerson): SeededDocument {
  const document: SeededDocument = {
    id,
    title,
    async member(recipient, role, manage = false) {
      const grantee = 'email' in recipient ? { userId: recipient.id } : { organizationId: recipient.id }
      await target.db.documentMember.create({
        data: { id: newId(), documentId: id, ...grantee, role, manage, grantedById: grantedBy.id },
      })
      return document
    },
  }
  return document
}

/** A session of this person as a `Cookie` header. Signing in by the front door is what `tests/api/auth*` test. */
export async function signInAs(target: TestApp, person: Pick<SeededPerson, 'id'>): Promise<string> {
  const token = randomBytes(24).toString('base64url')
  const now = target.clock.now()
  await target.db.session.create({
    data: {
      id: newId(),
      userId: person.id,
      token,
      createdAt: now,
      updatedAt: now,
      expiresAt: new Date(now.getTime() + 24 * 3_600_000),
      userAgent: 'tests',
    },
  })
  return signCookie(target, token)
}

export function signCookie(target: Pick<TestApp, 'secret' | 'env'>, token: string): string {
  const signature = createHmac('sha256', target.secret).update(token).digest('base64')
  const isSecure = target.env.publicUrl?.protocol === 'https:'
  return `${isSecure ? '__Host-' : ''}wz.session=${encodeURIComponent(`${token}.${signature}`)}`
}

export function newId(): string {
  return randomBytes(12).toString('base64url')
}

let count = 0

function uniqueName(stem: string): string {
  count += 1
  return `${stem} ${count}`
}

function fold(text: string): string {
  return text.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '')
}

function toContent(text: string): DocumentContent {
  return text.split('\n').map((line) => ({
    type: 'block',
    id: newId(),
    kind: 'paragraph',
    level: 0,
    content: line === '' ? [] : [{ text: line }],
  }))
}
