/** Set by the test run for the processes it starts; each may be missing when one test file is run by itself. */
export interface TestEnv {
  /** postgres://… of a server where databases may be created and dropped. */
  postgresUrl: string | undefined
  /** Why there is no such server, once somebody looked. */
  postgresUnavailable: string | undefined
}

export function readTestEnv(): TestEnv {
  return {
    postgresUrl: process.env.TEST_DATABASE_URL || undefined,
    postgresUnavailable: process.env.WZ_POSTGRES_UNAVAILABLE || undefined,
  }
}

export function writeTestEnv(env: Partial<TestEnv>): void {
  if (env.postgresUrl !== undefined) process.env.TEST_DATABASE_URL = env.postgresUrl
  if (env.postgresUnavailable !== undefined) process.env.WZ_POSTGRES_UNAVAILABLE = env.postgresUnavailable
}

/** Folders with programs, as the shell searches them. */
export function programFolders(): string[] {
  return (process.env.PATH ?? '').split(':').filter((folder) => folder !== '')
}
