import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

/** A `WebAssembly.Module`. Node has it, its types at this version do not. */
export type Program = object

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<Program>
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

/** Fifty times V8's own: opening runs much code that never runs again, and optimising it is a third of a start's work. */
const TIERING_BUDGET = 100_000_000

let compiling: Promise<Program> | undefined

async function compile(): Promise<Program> {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`)
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  return WebAssembly.compile(await readFile(join(dirname(entry), 'pglite.wasm')))
}

/** The program of the embedded database. Each thread of this process that runs it uses what others have compiled of it. */
export function loadProgram(): Promise<Program> {
  compiling ??= compile()
  return compiling
}
