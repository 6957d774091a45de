// Not in TypeScript, so that tsx can be taken away again: through it, loading the bundled server takes five times as long.
import { register } from 'tsx/esm/api'

const unregister = register()
await import('./start.ts')
await unregister()
// In this very process, so that a signal to the command reaches the server.
await import('../dist/main.js')
