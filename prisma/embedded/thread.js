import { workerData } from 'node:worker_threads'
// Before tsx is registered: through it, loading these takes five times as long.
import '@electric-sql/pglite'
import '@electric-sql/pglite-socket'
// A thread does not inherit tsx from its parent, and Node 20 cannot load TypeScript by itself.
import { register } from 'tsx/esm/api'

register()
await import(workerData.module)
