import { type Channel, openChannel } from '@app/prisma'
import { readEnv } from '../src/env.ts'
import { AppError } from '../src/errors.ts'
import { joinNodes } from '../src/nodes.ts'
import { closeAccount, REMOVED_NAME } from '../src/organizations/closing.ts'
import { PubSub } from '../src/pubsub.ts'
import { terminalProgress } from '../src/start/progress.ts'
import { openQuiet } from './open-quiet.ts'

const REFUSALS: Readonly<Record<string, string>> = {
  NOT_FOUND: 'Nobody has an open account with this address',
  CONFLICT: 'This is the last administrator: make somebody else one first',
}

/** `close-account <address>`: forgets a person, for good. What they wrote stays. Servers that run are told. */
async function close(address: string | undefined): Promise<void> {
  if (address === undefined) throw new Error('Name the address of the account: close-account imie@example.org')
  const env = readEnv()
  const database = await openQuiet(env)
  const pubsub = new PubSub()
  let channel: Channel | undefined
  try {
    if (database.url !== undefined) {
      channel = await openChannel({ url: database.url, onProblem: () => undefined })
      joinNodes(pubsub, channel)
    }
    const id = await closeAccount({ db: database.db, clock: { now: () => new Date() }, pubsub }, address)
    terminalProgress.say(`✓ ${id} is “${REMOVED_NAME}” now. Backups made before still know who it was.`)
  } finally {
    await channel?.close()
    await database.close()
  }
}

function wordsFor(error: unknown): string {
  if (error instanceof AppError) return REFUSALS[error.code] ?? error.code
  return error instanceof Error ? error.message : String(error)
}

await close(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`✗ ${wordsFor(error)}\n`)
  process.exit(1)
})
