/** All demo texts. Organisations, people, amounts and positions are invented. */
import type { DemoDocument } from './demo-document.ts'
import { MINUTES_OF_JULY } from './minutes.ts'
import { PROGRAMME_2027 } from './programme.ts'
import { ADOPTED_RECOMMENDATIONS } from './recommendations-adopted.ts'
import { OPEN_RECOMMENDATIONS } from './recommendations-open.ts'

export type { DemoDocument, DemoGrant } from './demo-document.ts'
export { ORGANIZATIONS, organizationOf } from './organizations.ts'
export type { Rewording, Writing } from './sitting.ts'

export const DOCUMENTS: readonly DemoDocument[] = [
  ...ADOPTED_RECOMMENDATIONS,
  MINUTES_OF_JULY,
  ...OPEN_RECOMMENDATIONS,
  PROGRAMME_2027,
]
