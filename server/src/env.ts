import type { BlockList } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { readNetworks } from './http/trusted-proxies.ts'
import { LIMITS, type Limits } from './limits.ts'

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** Everything the process is told from outside, read once. `.env.example` says what each variable is for. */
export interface Env {
  port: number
  host: string
  /** Where people reach a real instance; unset in a demonstration. */
  publicUrl?: URL
  /** Whose word is taken for where a request comes from; this machine's always. */
  trustedProxies?: BlockList
  /** postgres://…; without it the embedded database in `dataDir` is used. */
  databaseUrl?: string
  dataDir: string
  /** Whether this may be a demonstration; `start.ts` also asks the data folder what it was made as. */
  demo: boolean
  authSecret?: string
  smtp?: { url: string; from: string }
  oidc?: { issuer: string; clientId: string; clientSecret: string }
  /** Who is invited at the start while a real instance has nobody. */
  firstPerson?: { email: string; organization: string }
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  limits: Limits
  instanceName: string
  /** Who runs the instance, named in the privacy notice. */
  operator: string
  contactEmail: string
  /** When the instance was opened to people, for the accessibility statement; a day, as 2026-11-23. */
  publishedOn?: string
  /** The built page. */
  webDir: string
}

/** The environment does not fit together; each problem is a sentence for whoever starts the server. */
export class EnvError extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

const text = z.string().trim().min(1)
const NO_NETWORKS = 'needs addresses or networks, as 10.0.0.5, 172.18.0.0/16'

const Variables = z.object({
  NODE_ENV: text.optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: text.default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUSTED_PROXIES: text.refine((list) => readNetworks(list) !== null, NO_NETWORKS).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATA_DIR: text.default(join(REPOSITORY, 'data')),
  AUTH_SECRET: text.min(32, 'needs at least 32 characters').optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: text.optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: text.optional(),
  OIDC_CLIENT_SECRET: text.optional(),
  FIRST_ADMIN_EMAIL: z.email().max(254).toLowerCase().optional(),
  FIRST_ORGANIZATION: text.min(2).max(200).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  INSTANCE_NAME: text.default('Wspólny Zapis'),
  OPERATOR: text.optional(),
  CONTACT_EMAIL: z.email().optional(),
  PUBLISHED_ON: z.iso.date().optional(),
  WEB_DIR: text.default(join(REPOSITORY, 'web', 'dist')),
  TEST_LIMITS: text.optional(),
})
type Variables = z.infer<typeof Variables>

type Source = Readonly<Record<string, string | undefined>>

/** A variable set to nothing is one not set, as in env files. */
function withoutEmpty(source: Source): Source {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''))
}

function readVariables(source: Source): Variables {
  const result = Variables.safeParse(withoutEmpty(source))
  if (result.success) return result.data
  throw new EnvError(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
}

function isOrigin(address: string): boolean {
  const { origin, href } = new URL(address)
  return href === `${origin}/`
}

function findProblems(variables: Variables): string[] {
  const has = (name: keyof Variables): boolean => variables[name] !== undefined
  const oidc = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const
  const missingOidc = oidc.filter((name) => !has(name))
  const hasFirstPerson = has('FIRST_ADMIN_EMAIL') || has('FIRST_ORGANIZATION')
  const isReal = has('PUBLIC_URL') || has('DATABASE_URL')
  const rules: [boolean, string][] = [
    [
      has('DATABASE_URL') && !has('AUTH_SECRET'),
      'DATABASE_URL needs AUTH_SECRET: every node signs with the same secret.',
    ],
    [
      has('DATABASE_URL') && !has('PUBLIC_URL'),
      'DATABASE_URL needs PUBLIC_URL: a demonstration never runs on PostgreSQL.',
    ],
    [
      has('PUBLIC_URL') && !has('SMTP_URL') && missingOidc.length > 0,
      'PUBLIC_URL needs SMTP_URL (with MAIL_FROM) or OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET: nobody could sign in.',
    ],
    [
      variables.PUBLIC_URL !== undefined && !isOrigin(variables.PUBLIC_URL),
      'PUBLIC_URL is an origin, as https://zapis.example.org: the page is never served under a path.',
    ],
    [has('SMTP_URL') && !has('MAIL_FROM'), 'SMTP_URL needs MAIL_FROM, the address mail is sent from.'],
    [
      missingOidc.length > 0 && missingOidc.length < oidc.length,
      `Sign-in by OIDC also needs ${missingOidc.join(' and ')}.`,
    ],
    [
      !isReal && !LOOPBACK.includes(variables.HOST),
      'HOST may not be changed without PUBLIC_URL: a demonstration asks for no password and is reachable from this computer only.',
    ],
    [
      has('FIRST_ADMIN_EMAIL') !== has('FIRST_ORGANIZATION'),
      'FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION go together: the first person speaks for the first organisation.',
    ],
    [
      hasFirstPerson && !isReal,
      'FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION need PUBLIC_URL: a demonstration has its own people.',
    ],
    [
      has('TRUSTED_PROXIES') && !has('PUBLIC_URL'),
      'TRUSTED_PROXIES needs PUBLIC_URL: a demonstration is not served through a proxy.',
    ],
    [has('TEST_LIMITS') && variables.NODE_ENV !== 'test', 'TEST_LIMITS is for tests only.'],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, words]) => words)
}

const LimitOverrides = z.partialRecord(z.enum(Object.keys(LIMITS) as [keyof Limits]), z.number().positive())

function readLimits(variables: Variables): Limits {
  if (variables.TEST_LIMITS === undefined) return LIMITS
  const overrides = LimitOverrides.parse(JSON.parse(variables.TEST_LIMITS))
  return { ...LIMITS, ...(overrides as Partial<Limits>) }
}

function readSmtp(variables: Variables): Env['smtp'] {
  const { SMTP_URL: url, MAIL_FROM: from } = variables
  return url === undefined || from === undefined ? undefined : { url, from }
}

function readOidc(variables: Variables): Env['oidc'] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = variables
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) return undefined
  return { issuer, clientId, clientSecret }
}

function readFirstPerson(variables: Variables): Env['firstPerson'] {
  const { FIRST_ADMIN_EMAIL: email, FIRST_ORGANIZATION: organization } = variables
  return email === undefined || organization === undefined ? undefined : { email, organization }
}

/** @throws EnvError naming everything that is missing or does not fit together. */
export function readEnv(source: Source = process.env): Env {
  const variables = readVariables(source)
  const problems = findProblems(variables)
  if (problems.length > 0) throw new EnvError(problems)
  const smtp = readSmtp(variables)
  const trustedProxies = variables.TRUSTED_PROXIES === undefined ? null : readNetworks(variables.TRUSTED_PROXIES)
  const oidc = readOidc(variables)
  const firstPerson = readFirstPerson(variables)
  return {
    port: variables.PORT,
    host: variables.HOST,
    dataDir: variables.DATA_DIR,
    demo: variables.PUBLIC_URL === undefined && variables.DATABASE_URL === undefined,
    logLevel: variables.LOG_LEVEL,
    limits: readLimits(variables),
    instanceName: variables.INSTANCE_NAME,
    operator: variables.OPERATOR ?? variables.INSTANCE_NAME,
    contactEmail: variables.CONTACT_EMAIL ?? 'kontakt@localhost',
    webDir: variables.WEB_DIR,
    ...(variables.PUBLISHED_ON !== undefined && { publishedOn: variables.PUBLISHED_ON }),
    ...(variables.PUBLIC_URL !== undefined && { publicUrl: new URL(variables.PUBLIC_URL) }),
    ...(trustedProxies != null && { trustedProxies }),
    ...(variables.DATABASE_URL !== undefined && { databaseUrl: variables.DATABASE_URL }),
    ...(variables.AUTH_SECRET !== undefined && { authSecret: variables.AUTH_SECRET }),
    ...(smtp !== undefined && { smtp }),
    ...(oidc !== undefined && { oidc }),
    ...(firstPerson !== undefined && { firstPerson }),
  }
}
