import { type Logger, pino } from 'pino'
import type { Env } from './env.ts'

/**
 * Lines of JSON: request ids, codes, counts, durations. Never content, never an address; these paths are a second wall
 * in case somebody logs a whole request.
 */
export function createLogger(env: Pick<Env, 'logLevel'>): Logger {
  return pino({
    level: env.logLevel,
    base: null,
    redact: {
      paths: ['*.headers', '*.cookie', '*.authorization', '*.email', '*.token', '*.update', '*.content', '*.variables'],
      censor: '…',
    },
  })
}
