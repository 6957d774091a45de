import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { access, chown, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { programFolders } from './env.ts'
import { findProblem } from './postgres.ts'

const run = promisify(execFile)
const START_TIMEOUT_MS = 20_000
const DEBIAN_FOLDER = '/usr/lib/postgresql'

export interface Cluster {
  url: string
  stop(): Promise<void>
}

/** PostgreSQL refuses to run as root, so as root its commands run as somebody else. */
interface Account {
  uid: number
  gid: number
  prefix: string[]
}

async function findPrograms(): Promise<string | null> {
  const versions = await readdir(DEBIAN_FOLDER).catch(() => [])
  const installed = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN_FOLDER, version, 'bin'))
  for (const folder of [...programFolders(), ...installed]) {
    const found = await Promise.all(['initdb', 'postgres'].map((name) => access(join(folder, name)))).then(
      () => true,
      () => false,
    )
    if (found) return folder
  }
  return null
}

async function findAccount(): Promise<Account | null> {
  if (process.getuid?.() !== 0) return { uid: -1, gid: -1, prefix: [] }
  for (const name of ['postgres', 'nobody']) {
    const ids = await Promise.all(['-u', '-g'].map((option) => run('id', [option, name]))).catch(() => null)
    if (ids === null) continue
    const [uid, gid] = ids.map((result) => Number(result.stdout.trim())) as [number, number]
    return { uid, gid, prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'] }
  }
  return null
}

function asAccount(account: Account, program: string, args: string[]): [string, string[]] {
  const [first, ...rest] = [...account.prefix, program, ...args]
  return [first ?? program, rest]
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}

async function waitUntilAnswering(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while ((await findProblem(url)) !== null) {
    if (server.exitCode !== null) throw new Error(`postgres ended with code ${server.exitCode}`)
    if (Date.now() > deadline) throw new Error('postgres did not answer in time')
    await delay(100)
  }
}

async function startServer(programs: string, account: Account, folder: string): Promise<Cluster> {
  const data = join(folder, 'data')
  const initdb = asAccount(account, join(programs, 'initdb'), [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
  ])
  await run(...initdb)
  const port = await findFreePort()
  const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=200']
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
  const server = spawn(...asAccount(account, join(programs, 'postgres'), args), { stdio: 'ignore' })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    if (server.exitCode === null && server.kill('SIGINT')) await ended
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await waitUntilAnswering(url, server)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** A PostgreSQL of our own from the installed programs, or the reason why there is none. */
export async function startCluster(): Promise<Cluster | { unavailable: string }> {
  const programs = await findPrograms()
  if (programs === null) return { unavailable: 'no server answers and no initdb is installed' }
  const account = await findAccount()
  if (account === null) return { unavailable: 'PostgreSQL does not run as root and there is no other account' }
  const folder = await mkdtemp(join(tmpdir(), 'wz-cluster-'))
  if (account.uid >= 0) await chown(folder, account.uid, account.gid)
  try {
    return await startServer(programs, account, folder)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    return { unavailable: `a throw-away PostgreSQL did not start: ${error instanceof Error ? error.message : error}` }
  }
}
