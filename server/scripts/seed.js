// As start.js, with the former demonstration put aside between building and starting.
import { register } from 'tsx/esm/api'

const unregister = register()
await import('./start.ts')
await import('./start-over.ts')
await unregister()
await import('../dist/main.js')
