import type { Redaction } from '@app/prisma'
import type { Actor } from '../../auth/policy.ts'
import type { Services } from '../../context.ts'
import { Shares } from '../../threads/shares.ts'
import { getRedactAccess } from './redact-access.ts'
import { type NewRedaction, type RedactionTools, redact } from './redactions.ts'

/** Each holds a whole log in memory, and keeps the processor for as long as it takes. */
const shares = new Shares('redaction', { atOnce: 1, inAll: 5, ofOne: 2 })

/**
 * As `redact`, one after the other.
 * @throws AppError as `redact`, with the rights of when its turn comes; `UNAUTHENTICATED` where the session is over by then;
 * `UNAVAILABLE` with detail `redaction` where too many wait
 */
export async function redactInTurn(
  tools: RedactionTools & Pick<Services, 'sessions'>,
  actor: Actor,
  input: NewRedaction,
): Promise<Redaction> {
  // Whoever may not takes nobody's place; and whoever may not any more when it is their turn takes nothing out.
  await getRedactAccess(tools.db, actor, input.documentId)
  return shares.run(actor.userId, async () => redact(tools, await tools.sessions.getCurrent(actor), input))
}
