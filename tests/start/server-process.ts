import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { cleanEnv, SERVER_FLAGS } from '../env.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))

export interface ServerProcess {
  pid: number
  /** All it printed so far. */
  output(): string
  /** Resolves with the first group of the words, or all of them, once printed; rejects if the server ends before. */
  untilPrinted(words: RegExp): Promise<string>
  /** Resolves with the page's address. */
  ready(): Promise<string>
  /** Resolves with its exit code. */
  ended(): Promise<number | null>
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>
}

function run(script: string, variables: Record<string, string>): ServerProcess {
  const child = spawn(process.execPath, [...SERVER_FLAGS, script], {
    cwd: REPOSITORY,
    env: cleanEnv({ PORT: '0', LOG_LEVEL: 'error', ...variables }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return superviseChild(child)
}

/** The command behind `npx pnpm start`, on any free port. */
export function runStart(variables: Record<string, string>): ServerProcess {
  return run('server/scripts/start.js', variables)
}

/** What a person types, where no registry answers. Its processes are stopped together. */
export function runCommand(variables: Record<string, string>, script = 'start'): ServerProcess {
  const child = spawn('npx', ['pnpm', script], {
    cwd: REPOSITORY,
    env: cleanEnv({ PORT: '0', LOG_LEVEL: 'error', npm_config_registry: 'http://127.0.0.1:9', ...variables }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const supervised = superviseChild(child)
  return {
    ...supervised,
    async stop(signal = 'SIGTERM') {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, signal)
      return supervised.ended()
    },
  }
}

/** The bundled server alone, as that command runs it once all is generated and built. */
export function runServer(variables: Record<string, string>): ServerProcess {
  return run('server/dist/main.js', variables)
}

function superviseChild(child: ChildProcess): ServerProcess {
  let printed = ''
  let wake = (): void => undefined
  const collect = (chunk: Buffer): void => {
    printed += chunk.toString()
    wake()
  }
  const nextOutput = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
    })
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  const closed = once(child, 'close').then(() => child.exitCode)

  const untilPrinted = async (words: RegExp): Promise<string> => {
    for (;;) {
      const found = words.exec(printed)
      if (found !== null) return found[1] ?? found[0]
      if (hasEnded()) throw new Error(`the server ended: ${printed}`)
      await Promise.race([nextOutput(), closed])
    }
  }
  return {
    pid: child.pid ?? 0,
    output: () => printed,
    untilPrinted,
    ready: () => untilPrinted(/Ready: (\S+)/),
    ended: () => closed,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return closed
    },
  }
}
