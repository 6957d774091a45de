import type { Db, Instance } from '@app/prisma'
import type { Env } from '../env.ts'
import { StartError } from './start-error.ts'

/**
 * What this database was made as. A demonstration is marked when the data folder is created and never becomes a real
 * instance: its people and its secret are known to whoever opened it.
 */
export async function openInstance(db: Db, env: Env, now: Date): Promise<Instance> {
  await db.instance.createMany({ data: [{ id: 1, demo: env.demo, createdAt: now }], skipDuplicates: true })
  const instance = await db.instance.findUniqueOrThrow({ where: { id: 1 } })
  if (instance.demo && !env.demo) {
    throw new StartError(
      'This data was made as a demonstration and never becomes a real instance.\n' +
        'Set DATA_DIR (or DATABASE_URL) to a new place, or unset PUBLIC_URL and DATABASE_URL.',
    )
  }
  if (!instance.demo && env.demo) {
    throw new StartError(
      `The data folder ${env.dataDir} belongs to a real instance: set PUBLIC_URL, as when it was made.\n` +
        'For a demonstration set DATA_DIR to a new folder.',
    )
  }
  return instance
}
