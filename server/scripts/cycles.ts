import { parseCircular, parseDependencyTree } from 'dpdm'
import { inRepository, REPOSITORY } from './paths.ts'

const ENTRIES = [
  'server/src/**/*.ts',
  'server/scripts/**/*.ts',
  'prisma/*.ts',
  'prisma/{embedded,testing}/*.ts',
  'web/src/**/*.ts',
]

/** Pothos refers to types by functions that run later, so the faces of two rooms may need each other. */
function isAmongSchemas(cycle: readonly string[]): boolean {
  return cycle.every((file) => file.endsWith('/schema.ts'))
}

/** Every circle of imports that exists at run time, as `a → b → a`. */
export async function findCycles(): Promise<string[]> {
  const tree = await parseDependencyTree(
    ENTRIES.map((entry) => inRepository(entry)),
    {
      context: REPOSITORY,
      transform: true,
      skipDynamicImports: true,
      include: /.*/,
      exclude: /node_modules|generated/,
      extensions: ['.ts', '.vue'],
    },
  )
  const cycles = parseCircular(tree).filter((cycle) => !isAmongSchemas(cycle))
  return cycles.map((cycle) => [...cycle, cycle[0]].join(' → '))
}
