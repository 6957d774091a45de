import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'

const require = createRequire(import.meta.url)

interface EngineModule {
  SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: EngineExports): void
}

interface EngineExports {
  __wbindgen_start(): void
}

/** Node has it, its types at this version do not. */
interface WebAssemblyApi {
  instantiate(bytes: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: EngineExports } }>
}
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi }

let loading: Promise<EngineModule> | undefined

/** Its own entry imports the .wasm as a module, which Node 20 cannot, so it is instantiated by hand. */
async function instantiate(): Promise<EngineModule> {
  const source = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const engine = (await import(source)) as EngineModule
  const bytes = await readFile(source.replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': engine })
  engine.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
  return engine
}

/** Prisma's own migration engine, in this process, on the given connection. Call `free()` when done. */
export async function createEngine(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  datamodel?: string,
): Promise<SchemaEngine> {
  loading ??= instantiate()
  const { SchemaEngine } = await loading
  const datamodels: [string, string][] | undefined =
    datamodel === undefined ? undefined : [['schema.prisma', datamodel]]
  return SchemaEngine.new({ datamodels }, () => undefined, bindMigrationAwareSqlAdapterFactory(adapter))
}
