import { type ChildProcess, spawn } from 'node:child_process'
import { terminalProgress } from '../src/start/progress.ts'
import { childEnv } from './env.ts'
import { inRepository, REPOSITORY } from './paths.ts'
import { generate } from './prepare.ts'

function startProgram(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, args, { cwd, env: childEnv([], {}), stdio: 'inherit' })
}

await generate(terminalProgress)
terminalProgress.say('✓ The server restarts and the page reloads when their sources change: http://localhost:5173')

const programs = [
  startProgram(
    [inRepository('node_modules/tsx/dist/cli.mjs'), 'watch', '--disable-proto=delete', 'server/src/main.ts'],
    REPOSITORY,
  ),
  startProgram([inRepository('web/node_modules/vite/bin/vite.js')], inRepository('web')),
]

/** Neither is of use without the other. */
function stopAll(): void {
  for (const program of programs) program.kill('SIGTERM')
}
for (const program of programs) program.once('exit', stopAll)
process.once('SIGINT', stopAll)
process.once('SIGTERM', stopAll)
