import type { DocumentKind, DocumentRole, DocumentStage } from '@app/prisma'
import type { NamedVersion, Rewording, Writing } from './sitting.ts'

/** A right on a demo document, of a person or of an organisation. */
export interface DemoGrant {
  to: string
  role: DocumentRole
  manage?: boolean
}

export interface DemoDocument {
  id: string
  kind: DocumentKind
  title: string
  signature: string | null
  tags: readonly string[]
  /** Where the text ends up. */
  stage: DocumentStage
  organizationId: string
  createdBy: string
  createdAt: string
  writings: readonly Writing[]
  rewordings: readonly Rewording[]
  versions?: readonly NamedVersion[]
  grants: readonly DemoGrant[]
}
