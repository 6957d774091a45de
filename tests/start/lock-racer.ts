import { acquireLock, LockedError } from '@app/prisma/lock'

/** What a racer is told: which lock to take, and at which moment. */
export interface Race {
  dataDir: string
  at: number
}

/** What it answers: whether it holds the lock, or whom it found instead. */
export type Outcome = { won: true } | { won: false; holderPid: number } | { error: string }

async function run(race: Race): Promise<Outcome> {
  // Both racers spin until the same moment, which is closer together than any message could bring them.
  while (Date.now() < race.at);
  try {
    await acquireLock(race.dataDir, () => process.exit(1))
    return { won: true }
  } catch (error) {
    if (error instanceof LockedError) return { won: false, holderPid: error.holder.pid }
    return { error: String(error) }
  }
}

process.on('message', (race: Race) => {
  void run(race).then((outcome) => process.send?.(outcome))
})
process.send?.('ready')
