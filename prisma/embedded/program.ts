import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A `WebAssembly.Module`. Node has it, its types at this version do not. */
export type Program = object

interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<Program>
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

let compiling: Promise<Program> | undefined

async function compile(): Promise<Program> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  return WebAssembly.compile(await readFile(join(dirname(entry), 'pglite.wasm')))
}

/** The program of the embedded database. Each thread of this process that runs it uses what others have compiled of it. */
export function loadProgram(): Promise<Program> {
  compiling ??= compile()
  return compiling
}
