import { spawn } from 'node:child_process'
import { childEnv } from './env.ts'
import { REPOSITORY } from './paths.ts'

export interface ProgramOptions {
  cwd?: string
  folders?: readonly string[]
  variables?: Record<string, string>
}

/** A program ended with another code than 0; the message is all it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

/** Runs Node, most often with the script of one of our tools, and returns what was printed. */
export function runNode(args: readonly string[], options: ProgramOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.cwd ?? REPOSITORY,
      env: childEnv(options.folders ?? [], options.variables ?? {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (chunk: Buffer): void => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new ProgramError(`${output.trim()}\n(${args.join(' ')} ended with code ${code})`))
    })
  })
}
