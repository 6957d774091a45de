import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { cleanEnv } from '../env.ts'
import type { TestApp } from './app.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

/** `pnpm close-account`, beside the servers of that database. */
export function closeAccount(target: TestApp, address: string): Promise<{ code: number; said: string }> {
  const env = { DATABASE_URL: target.env.databaseUrl ?? '', AUTH_SECRET: target.secret, PUBLIC_URL: target.origin }
  const mail = { SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'zapis@example.org' }
  const args = ['--import', 'tsx', 'server/scripts/close-account.ts', address]
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: REPOSITORY, env: cleanEnv({ ...env, ...mail }) }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err })
    })
  })
}
