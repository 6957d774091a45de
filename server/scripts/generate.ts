import { terminalProgress } from '../src/start/progress.ts'
import { generate } from './prepare.ts'

if (!(await generate(terminalProgress))) terminalProgress.say('✓ Everything generated is up to date')
