import { type DocumentNode, type GraphQLError, getOperationAST } from 'graphql'
import type { Audit } from '../audit/audit.ts'
import { AppError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import { isHostileReason } from '../sync/refusal.ts'
import { Strikes } from './strikes.ts'
import { TokenBucket } from './token-bucket.ts'
import { type CheckedOperation, holdsNul, type OperationCheck, refusal } from './validate.ts'

/** Whoever asks, and through which door. */
export interface Caller {
  door: 'socket' | 'http'
  /** Of the socket; HTTP has none. */
  socketId: string | null
  /** Null when nobody is signed in. */
  userId: string | null
  /** What nobody signed in is told apart by. */
  address: string
  /** Ends the socket, once the answer to this has left; over HTTP there is nothing to end. */
  end(): void
  /** How many operations run at once through this socket, or of this person over HTTP; with this one. */
  running: number
}

/** As much of an operation as is looked at before it runs. */
export interface Asked {
  query?: unknown
  operationName?: string | null | undefined
  variables?: Readonly<Record<string, unknown>> | null | undefined
}

export interface GateOptions {
  check: OperationCheck
  limits: Limits
  audit: Pick<Audit, 'countRefusal'>
  /** Monotonic; tests bring their own. */
  now?: () => number
}

/** Selections only move cursors; they have a limit of their own and do not use up the one for work. */
const UNCOUNTED = new Set(['setPresence'])
const JOIN_FIELD = 'documentEvents'
/** Everything counts here, cursors and pongs too; nobody's page comes near. */
export const RAW_FACTOR = 4
const MAX_CALLERS = 20_000

interface Allowance {
  operations: TokenBucket
  /** For HTTP alone: a socket has its own, and closes over it. */
  requests: TokenBucket
  /** Reading and validating what nobody asked before is work that needs no sign-in. */
  newQueries: TokenBucket
  joins: TokenBucket
  strikes: Strikes
  running: number
}

/**
 * What both doors ask before an operation runs and tell after one was refused. A person has one allowance, through
 * however many sockets and requests it is used up; where nobody is signed in, an address has one.
 */
export class Gate {
  private readonly options: GateOptions
  private readonly allowances = new Map<string, Allowance>()

  constructor(options: GateOptions) {
    this.options = options
  }

  /** The operation, checked and counted; or why it may not run, counted too. */
  admit(caller: Caller, asked: Asked): DocumentNode | readonly GraphQLError[] {
    const early = this.refuseUnread(caller, asked)
    const { document, errors } = early === null ? this.check(asked) : { document: undefined, errors: [early] }
    const late = early === null ? this.refuseRead(caller, asked, document) : null
    if (late === null && document !== undefined) return document
    const refusals = late === null ? (errors ?? []) : [late]
    this.countRefusals(caller, refusals, asked.variables)
    return refusals
  }

  /** Counts what could not even be read as an operation; what to answer. */
  countUnreadable(caller: Caller, error: unknown): unknown {
    if (!(error instanceof AppError)) return error
    const refusal = this.refuseUnread(caller, {}) ?? this.refuseRead(caller, {}, undefined)
    const answer = error.code === 'TOO_LARGE' ? error : (refusal ?? error)
    this.countRefusals(caller, [answer], null)
    return answer
  }

  /**
   * Counts a request to one of the routes beside GraphQL, against the address it came from.
   * @throws AppError `RATE_LIMITED`
   */
  countRequest(address: string): void {
    if (!this.allowanceOf({ userId: null, address }).requests.take()) throw new AppError('RATE_LIMITED', 'messages')
  }

  /** Runs what came as one request, with what is known of this person's or address's other requests. */
  async overHttp<T>(who: Pick<Caller, 'userId' | 'address'>, work: (caller: Caller) => Promise<T>): Promise<T> {
    const allowance = this.allowanceOf(who)
    allowance.running += 1
    try {
      return await work({ ...who, door: 'http', socketId: null, end: () => undefined, running: allowance.running })
    } finally {
      allowance.running -= 1
    }
  }

  /** Whether so many updates of theirs were refused that nothing is looked at for a while, also not what waits already. */
  areOut(who: Pick<Caller, 'userId' | 'address'>): boolean {
    return this.allowanceOf(who).strikes.areOut
  }

  /** What was refused, for the audit; the last of several updates no page sends is a strike too many. */
  countRefusals(caller: Caller, refusals: readonly GraphQLError[], variables: Asked['variables']): void {
    const documentId = findDocumentId(variables)
    for (const { extensions } of refusals) {
      this.options.audit.countRefusal({
        door: caller.door,
        socketId: caller.socketId,
        actorId: caller.userId,
        code: String(extensions.code),
        ...(documentId !== null && { documentId }),
      })
      if (!isHostileReason(extensions.detail)) continue
      const { strikes } = this.allowanceOf(caller)
      strikes.count()
      if (strikes.areOut) caller.end()
    }
  }

  /** What no text of the database may hold is refused here, whatever operation it is for. */
  private check({ query, variables }: Asked): CheckedOperation {
    const checked = this.options.check.check(query)
    return checked.document !== undefined && holdsNul(variables) ? { errors: [refusal('NUL')] } : checked
  }

  /** Whoever has used up what they may is refused before any work is done for them. */
  private refuseUnread(caller: Caller, { query }: Asked): AppError | null {
    const { limits, check } = this.options
    const { requests, newQueries, strikes } = this.allowanceOf(caller)
    if (strikes.areOut) {
      caller.end()
      return new AppError('FORBIDDEN', 'strikes')
    }
    if (caller.running > limits.operationsPerSocket) return new AppError('RATE_LIMITED', 'operations')
    if (caller.door === 'http' && !requests.take()) return new AppError('RATE_LIMITED', 'messages')
    if (query === undefined || check.isKnown(query) || newQueries.take()) return null
    return new AppError('RATE_LIMITED', 'new queries')
  }

  private refuseRead(caller: Caller, asked: Asked, document: DocumentNode | undefined): AppError | null {
    const { operations, joins } = this.allowanceOf(caller)
    if (isJoin(document, asked.operationName) && !joins.take()) return new AppError('RATE_LIMITED', 'joins')
    if (isUncounted(document, asked.operationName) || operations.take()) return null
    return new AppError('RATE_LIMITED', 'messages')
  }

  private allowanceOf({ userId, address }: Pick<Caller, 'userId' | 'address'>): Allowance {
    const key = userId === null ? `at ${address}` : `of ${userId}`
    const known = this.allowances.get(key)
    const allowance = known ?? createAllowance(this.options)
    // The last one seen is the last to be forgotten.
    this.allowances.delete(key)
    this.allowances.set(key, allowance)
    if (this.allowances.size > MAX_CALLERS) this.forgetOldest()
    return allowance
  }

  private forgetOldest(): void {
    const oldest = this.allowances.keys().next().value
    if (oldest !== undefined) this.allowances.delete(oldest)
  }
}

function createAllowance({ limits, now }: GateOptions): Allowance {
  const { messagesPerSecond, newQueriesPerSecond, newQueriesInReserve, joinsPerSecond, joinsInReserve, strikes } =
    limits
  return {
    operations: new TokenBucket(messagesPerSecond, now),
    requests: new TokenBucket(messagesPerSecond * RAW_FACTOR, now),
    newQueries: new TokenBucket(newQueriesPerSecond, now, newQueriesInReserve),
    joins: new TokenBucket(joinsPerSecond, now, joinsInReserve),
    strikes: new Strikes(strikes),
    running: 0,
  }
}

/** Whether the gate let an operation through. */
export function isAdmitted(admitted: DocumentNode | readonly GraphQLError[]): admitted is DocumentNode {
  return 'kind' in admitted
}

function isUncounted(document: DocumentNode | undefined, operationName: string | null | undefined): boolean {
  if (document === undefined) return false
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? []
  return selections.every((selection) => selection.kind === 'Field' && UNCOUNTED.has(selection.name.value))
}

/** Whether it opens a document; a subscription that hides what it selects may. */
function isJoin(document: DocumentNode | undefined, operationName: string | null | undefined): boolean {
  const operation = document === undefined ? undefined : getOperationAST(document, operationName)
  if (operation?.operation !== 'subscription') return false
  return operation.selectionSet.selections.some(
    (selection) => selection.kind !== 'Field' || selection.name.value === JOIN_FIELD,
  )
}

function findDocumentId(variables: Asked['variables']): string | null {
  const input = variables?.input
  const holder = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : variables
  const documentId = holder?.documentId
  return typeof documentId === 'string' && !holdsNul(documentId) ? documentId.slice(0, 64) : null
}
