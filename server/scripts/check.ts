import { terminalProgress } from '../src/start/progress.ts'
import { type Check, listChecks } from './checks.ts'
import { generate } from './prepare.ts'

async function passes(check: Check): Promise<boolean> {
  const start = performance.now()
  const problems = await check.run()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  terminalProgress.say(`${problems.length === 0 ? '✓' : '✗'} ${check.name} (${seconds} s)`)
  for (const problem of problems) process.stderr.write(`${problem}\n`)
  return problems.length === 0
}

await generate(terminalProgress)
let failed = 0
for (const check of listChecks()) if (!(await passes(check))) failed++
terminalProgress.say(failed === 0 ? '✓ All checks passed' : `✗ ${failed} checks failed`)
process.exitCode = failed === 0 ? 0 : 1
