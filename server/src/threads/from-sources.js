// A thread does not inherit tsx from its parent, and Node 20 cannot load TypeScript by itself.
import { register } from 'tsx/esm/api'

register()
await import(process.argv[2])
