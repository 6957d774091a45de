import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { type Context, createContext, type Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { EventStream } from '../sync/event-stream.ts'
import { Broadcast } from './broadcast.ts'
import { CLOSE } from './close-codes.ts'
import type { Connection } from './connection.ts'
import { type Gate, isAdmitted } from './gate.ts'
import { maskError, maskResult } from './mask.ts'

export interface OperationsOptions {
  services: Services
  schema: GraphQLSchema
  gate: Gate
}

/** An operation of one socket, ready to run. */
export interface SocketOperation extends ExecutionArgs {
  contextValue: Context
  connection: Connection
  /** As the client named it on this socket. */
  operationId: string
}

type Results = AsyncIterableIterator<ExecutionResult>

/** How operations of sockets are checked and run; the same checks, masks and rules as over HTTP. */
export class Operations {
  private readonly options: OperationsOptions
  private readonly broadcast: Broadcast

  constructor(options: OperationsOptions) {
    this.options = options
    this.broadcast = new Broadcast((result, args) => this.mask(result, args as SocketOperation))
  }

  /** What is to be run, or why it may not; a refused operation costs its socket nothing else. */
  async prepare(
    connection: Connection,
    operationId: string,
    payload: SubscribePayload,
    running: number,
  ): Promise<SocketOperation | readonly GraphQLError[]> {
    const { services, schema, gate } = this.options
    const caller = connection.toCaller(running)
    const document = gate.admit(caller, payload)
    if (!isAdmitted(document)) return document
    const actor = await connection.currentActor()
    if (actor === null) return [new AppError('UNAUTHENTICATED')]
    connection.noteUse(actor)
    return {
      schema,
      document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue: createContext(services, {
        actor,
        requestId: newId(),
        origin: connection.origin,
        isOut: () => gate.areOut(caller),
      }),
      connection,
      operationId,
    }
  }

  async execute(args: SocketOperation): Promise<ExecutionResult> {
    return this.mask(await execute(args), args)
  }

  async subscribe(args: SocketOperation): Promise<Results | ExecutionResult> {
    const source = await createSourceEventStream(args)
    if (!isIterable(source)) return this.mask(source, args)
    return source instanceof EventStream ? this.pipe(source, args) : this.map(source, args)
  }

  /** Documents: rendered once per event and group, written straight to the socket. */
  private pipe(source: EventStream, args: SocketOperation): Results {
    const { connection, operationId } = args
    const group = this.broadcast.groupOf(args)
    const head = `{"id":${JSON.stringify(operationId)},"type":"next","payload":`
    const write = (json: string): Promise<void> | undefined => connection.send(`${head}${json}}`)
    const fail = (error: unknown): void => {
      this.options.services.logger.error({ err: error }, 'an event could not be rendered')
      connection.close(CLOSE.INTERNAL)
    }
    const ended = source.pipeTo((event) => {
      if (event.type === 'closed' && event.reason === 'SLOW') connection.noteBehind()
      const rendered = this.broadcast.render(event, group, args)
      return typeof rendered === 'string' ? write(rendered) : rendered.then(write).catch(fail)
    })
    return toResults(async () => {
      await ended
      return { done: true, value: undefined }
    }, source)
  }

  /** Everything else: one result after another. What fails ends it: graphql-ws would tell the client of it as it is. */
  private map(source: AsyncIterable<unknown>, args: SocketOperation): Results {
    const events = source[Symbol.asyncIterator]()
    return toResults(async () => {
      try {
        const { done, value } = await events.next()
        if (done) return { done: true, value: undefined }
        return { done: false, value: this.mask(await execute({ ...args, rootValue: value }), args) }
      } catch (error) {
        await events.return?.()
        throw maskError(error, this.options.services.logger, args.contextValue.requestId)
      }
    }, events)
  }

  private mask(result: ExecutionResult, args: SocketOperation): ExecutionResult {
    if (result.errors === undefined) return result
    const masked = maskResult(result, this.options.services.logger, args.contextValue.requestId)
    this.options.gate.countRefusals(args.connection.toCaller(), masked.errors ?? [], args.variableValues)
    return masked
  }
}

function isIterable(source: AsyncIterable<unknown> | ExecutionResult): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source
}

/** Whoever stops reading is passed on at once, also while `next` waits. */
function toResults(next: () => Promise<IteratorResult<ExecutionResult>>, source: AsyncIterator<unknown>): Results {
  return {
    next,
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
