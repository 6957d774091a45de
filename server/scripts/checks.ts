import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { findCycles } from './cycles.ts'
import { checkPageDocuments } from './page-documents.ts'
import { inRepository, REPOSITORY, SCHEMA_FILE } from './paths.ts'
import { printApiSchema } from './prepare.ts'
import { runNode } from './run.ts'
import { checkWalls } from './walls.ts'

const run = promisify(execFile)

export interface Check {
  name: string
  /** Nothing to say, or what is wrong. */
  run(): Promise<string[]>
}

/** A tool that ends with another code than 0 has said what is wrong. */
function tool(name: string, args: readonly string[]): Check {
  const use = async (): Promise<string[]> => {
    try {
      await runNode(args, { cwd: inRepository('.') })
      return []
    } catch (error) {
      return [error instanceof Error ? error.message : String(error)]
    }
  }
  return { name, run: use }
}

async function findDrift(): Promise<string[]> {
  const onDisk = await readFile(SCHEMA_FILE, 'utf8').catch(() => '')
  const isSame = (await printApiSchema()) === onDisk && !(await isChangedSinceCommit(SCHEMA_FILE))
  return isSame ? [] : ['server/schema.graphql is not what the program builds: run `npx pnpm generate` and commit it']
}

/** Outside a git checkout there is nothing to compare with. */
async function isChangedSinceCommit(file: string): Promise<boolean> {
  const status = await run('git', ['status', '--porcelain', '--', file], { cwd: REPOSITORY }).catch(() => null)
  return status !== null && status.stdout !== ''
}

const TSC = inRepository('node_modules/typescript-native/bin/tsc')

export function listChecks(): Check[] {
  return [
    tool('Lint and format', [
      inRepository('node_modules/@biomejs/biome/bin/biome'),
      'ci',
      '--colors=off',
      '--diagnostic-level=warn',
      '.',
    ]),
    ...['prisma', 'server', 'tests'].map((name) => tool(`Types of ${name}`, [TSC, '-p', name])),
    tool('Types of web', [inRepository('web/node_modules/vue-tsc/bin/vue-tsc.js'), '-p', 'web', '--noEmit']),
    { name: 'GraphQL documents', run: checkPageDocuments },
    { name: 'API schema is committed', run: findDrift },
    { name: 'Import cycles', run: findCycles },
    { name: 'Walls', run: checkWalls },
  ]
}
