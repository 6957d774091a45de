import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { promisify } from 'node:util'
import { readTestEnv } from './env.ts'

const run = promisify(execFile)

const CANDIDATES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const APT = '/usr/bin/apt-get'

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function findInstalled(): Promise<string | null> {
  for (const path of CANDIDATES) if (await isProgram(path)) return path
  return null
}

async function installByApt(say: (line: string) => void): Promise<void> {
  say('Installing Chromium by apt-get, for the browser tests')
  await run(APT, ['update', '-q'])
  await run(APT, ['install', '-y', '-q', '--no-install-recommends', 'chromium'])
}

/** Where it is, or why there is none. */
export type ChromiumFound = { path: string } | { unavailable: string }

/** The browser's program; installed if it is missing and we may; else the command that would. */
export async function findChromium(say: (line: string) => void): Promise<ChromiumFound> {
  const named = readTestEnv().chromium
  if (named !== undefined) return (await isProgram(named)) ? { path: named } : { unavailable: `no program at ${named}` }
  const installed = await findInstalled()
  if (installed !== null) return { path: installed }
  const mayInstall = process.getuid?.() === 0 && (await isProgram(APT))
  if (!mayInstall) return { unavailable: 'no Chromium; on Debian: sudo apt-get install chromium' }
  try {
    await installByApt(say)
  } catch (error) {
    return {
      unavailable: `no Chromium; apt-get said: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    }
  }
  const found = await findInstalled()
  return found === null ? { unavailable: 'no Chromium, though apt-get installed the package' } : { path: found }
}
