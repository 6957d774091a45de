import type { IncomingMessage } from 'node:http'
import { type DocumentNode, type ExecutionResult, type GraphQLSchema, getOperationAST } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import type { Logger } from 'pino'
import { z } from 'zod'
import { isSomebodyElses, PERSON_HEADER } from '../auth/actor.ts'
import type { Actor } from '../auth/policy.ts'
import { type Context, createContext, type Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { parseJson, readBody } from '../http/body.ts'
import { type Exchange, type Route, sendJson, sendResponse } from '../http/exchange.ts'
import { assertOwnPage } from '../http/guard.ts'
import { addressKey, expectedOrigin } from '../http/origin.ts'
import { type Caller, type Gate, isAdmitted } from './gate.ts'
import { maskError, maskResult } from './mask.ts'
import type { OperationCheck } from './validate.ts'

const operationBody = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
})

type OperationBody = z.infer<typeof operationBody>

export interface GraphqlRouteOptions {
  services: Services
  schema: GraphQLSchema
  check: OperationCheck
  gate: Gate
}

/** What an execution over HTTP is given beside the operation. */
interface Given {
  app: Context
  caller: Caller
}

/** POST /graphql: our own page, JSON, one operation, no subscription (those go over the socket). */
export function createGraphqlRoute({ services, schema, check, gate }: GraphqlRouteOptions): Route {
  const { env, sessions, logger } = services
  const yoga = createYoga<Given>({
    schema,
    context: ({ app }) => app,
    plugins: [useCheckedDocuments(check), useMask(gate, logger)],
    graphqlEndpoint: '/graphql',
    batching: false,
    multipart: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    logging: false,
    maskedErrors: { maskError: (error) => maskError(error, logger, 'before execution') },
    parserAndValidationCache: false,
  })

  async function handle(exchange: Exchange): Promise<void> {
    const { request } = exchange
    assertOwnPage(env, request)
    const actor = await sessions.findActor(request.headers.cookie)
    const who = { userId: actor?.userId ?? null, address: addressKey(env, request) }
    await gate.overHttp(who, (caller) => answer(exchange, actor, caller))
  }

  async function answer({ request, response, requestId }: Exchange, asking: Actor | null, caller: Caller) {
    const body = await readOperation(request).catch((error: unknown) => {
      throw gate.countUnreadable(caller, error)
    })
    // A body may take minutes to arrive, and rights end meanwhile.
    const actor = asking === null ? null : await sessions.refreshActor(asking)
    const admitted = gate.admit(caller, body)
    if (!isAdmitted(admitted)) return sendJson(response, 200, { errors: admitted })
    if (isSomebodyElses(actor, request.headers[PERSON_HEADER])) {
      const refusal = new AppError('SIGNED_IN_AS_OTHER')
      gate.countRefusals(caller, [refusal], body.variables)
      return sendJson(response, 200, { errors: [refusal] })
    }
    if (isSubscription(admitted, body.operationName)) throw new AppError('INVALID', 'transport')
    if (actor !== null) await sessions.touch(actor)
    const isOut = (): boolean => gate.areOut(caller)
    const app = createContext(services, { actor, requestId, origin: expectedOrigin(env, request), isOut })
    await sendResponse(response, await yoga.fetch(toFetchRequest(body), { app, caller }))
  }

  async function readOperation(request: IncomingMessage): Promise<OperationBody> {
    const body = operationBody.safeParse(parseJson(await readBody(request, env.limits.frameBytes)))
    if (!body.success) throw new AppError('INVALID')
    return body.data
  }

  return { method: 'POST', path: '/graphql', handle }
}

function isSubscription(document: DocumentNode, operationName: string | null | undefined): boolean {
  return getOperationAST(document, operationName)?.operation === 'subscription'
}

/** Only what was read and checked reaches Yoga: no header of the caller chooses another way through it. */
function toFetchRequest(body: OperationBody): Request {
  return new Request('http://localhost/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })
}

function useCheckedDocuments(check: OperationCheck): Plugin {
  return {
    onParse({ params, setParsedDocument }) {
      const { document } = check.check(params.source)
      if (document !== undefined) setParsedDocument(document)
    },
    onValidate({ setResult }) {
      setResult([])
    },
  }
}

function useMask(gate: Gate, logger: Logger): Plugin<Given> {
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!isSingleResult(result)) return
        const { app, caller } = args.contextValue
        const masked = maskResult(result, logger, app.requestId)
        gate.countRefusals(caller, masked.errors ?? [], args.variableValues)
        setResult(masked)
      },
    }),
  }
}

function isSingleResult(result: unknown): result is ExecutionResult {
  return typeof result === 'object' && result !== null && !(Symbol.asyncIterator in result)
}
