import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  visit,
} from 'graphql'
import type { Limits } from '../limits.ts'
import { type Measure, measureDocument, TooMuch } from './measure.ts'

/**
 * Questions that read a whole text or log: one at a time, so that aliases cannot multiply them. `once-per-document.test.ts`
 * says of every other root field why it need not be here. Changes are one at a time, whatever they are.
 */
const ONCE_PER_DOCUMENT = new Set([
  'authorship',
  'compare',
  'documentTextHash',
  'documentUnits',
  'playbackFrame',
  'remarks',
  'restoreMomentPreview',
  'restoreVersionPreview',
  'reviewedUnits',
  'textNews',
  'undoChangesPreview',
  'versionContent',
])
const NUL = '\0'
const MAX_QUERY_CHARACTERS = 20_000
const MAX_VALIDATION_ERRORS = 5
const MAX_REMEMBERED = 500

export type CheckedOperation =
  | { document: DocumentNode; errors?: undefined }
  | { document?: undefined; errors: readonly GraphQLError[] }

export interface OperationCheckOptions {
  schema: GraphQLSchema
  limits: Limits
}

/** Nobody needs to ask the schema for itself: it is committed as `server/schema.graphql`. */
const RULES = [...specifiedRules, NoSchemaIntrospectionCustomRule]

/** The one gate for operations: HTTP and socket ask it before anything is executed, and get the same verdict. */
export interface OperationCheck {
  /** Whether reading it costs nothing: it was found right before. */
  isKnown(query: unknown): boolean
  /** Never throws for what a caller sent. */
  check(query: unknown): CheckedOperation
}

export function createOperationCheck({ schema, limits }: OperationCheckOptions): OperationCheck {
  const remembered = new Map<string, DocumentNode>()

  function read(query: string): DocumentNode | readonly GraphQLError[] {
    const document = parse(query, { maxTokens: limits.queryTokens, noLocation: true })
    if (document.definitions.some((node) => !isExecutable(node.kind))) return [refusal('only operations')]
    if (holdsNulLiteral(document)) return [refusal('NUL')]
    const measure = measureDocument(schema, document)
    const excess = findExcess(measure, limits)
    if (excess !== null) return [refusal(excess, 'TOO_LARGE')]
    if (measure.unused.length > 0) return [refusal('unused fragment')]
    if (document.definitions.filter(isOperation).length !== 1) return [refusal('one operation at a time')]
    const errors = validate(schema, document, RULES, { maxErrors: MAX_VALIDATION_ERRORS, hideSuggestions: true })
    return errors.length === 0 ? document : errors.map(withCode)
  }

  function remember(query: string, document: DocumentNode): void {
    // The last one asked is the last to be forgotten: what nobody asks twice does not push out what everybody asks.
    remembered.delete(query)
    remembered.set(query, document)
    const oldest = remembered.size > MAX_REMEMBERED ? remembered.keys().next().value : undefined
    if (oldest !== undefined) remembered.delete(oldest)
  }

  function check(query: unknown): CheckedOperation {
    if (typeof query !== 'string' || query.length === 0) return { errors: [refusal('no query')] }
    if (query.length > MAX_QUERY_CHARACTERS) return { errors: [refusal('length', 'TOO_LARGE')] }
    try {
      const document = remembered.get(query) ?? read(query)
      if (isErrors(document)) return { errors: document }
      remember(query, document)
      return { document }
    } catch (error) {
      return { errors: [toRefusal(error)] }
    }
  }

  return { isKnown: (query) => typeof query === 'string' && remembered.has(query), check }
}

function holdsNulLiteral(document: DocumentNode): boolean {
  let found = false
  visit(document, {
    StringValue: ({ value }) => {
      found ||= value.includes(NUL)
    },
  })
  return found
}

/** Whether some text in variables holds what no text of the database may, however deep. */
export function holdsNul(variables: unknown): boolean {
  const left = [variables]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') {
      if (value.includes(NUL)) return true
    } else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) left.push(each)
  }
  return false
}

function findExcess(measure: Measure, limits: Limits): string | null {
  if (measure.depth > limits.queryDepth) return 'depth'
  if (measure.aliases > limits.queryAliases) return 'aliases'
  if (measure.rootFields.length > limits.queryRootFields) return 'root fields'
  if (measure.directives > limits.queryDirectives) return 'directives'
  if (measure.cost > limits.queryCost) return 'cost'
  if (measure.isEndless) return 'lists in themselves'
  if (measure.repeats > limits.queryRepeats) return 'repeats'
  // Whoever asks is judged as the operation begins: a second change would be made by who they were before the first.
  if (measure.changes > 1) return 'one change at a time'
  const sensitive = measure.rootFields.filter((name) => ONCE_PER_DOCUMENT.has(name))
  return sensitive.length > 1 ? 'one at a time' : null
}

function toRefusal(error: unknown): GraphQLError {
  if (error instanceof TooMuch) return refusal('cost', 'TOO_LARGE')
  if (!(error instanceof GraphQLError)) throw error
  return error.message.includes('tokens') ? refusal('tokens', 'TOO_LARGE') : withCode(error)
}

function withCode(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { code: 'INVALID' } })
}

export function refusal(message: string, code: 'INVALID' | 'TOO_LARGE' = 'INVALID'): GraphQLError {
  return new GraphQLError(`Operation refused: ${message}.`, { extensions: { code } })
}

function isErrors(checked: DocumentNode | readonly GraphQLError[]): checked is readonly GraphQLError[] {
  return Array.isArray(checked)
}

function isOperation({ kind }: { kind: string }): boolean {
  return kind === Kind.OPERATION_DEFINITION
}

function isExecutable(kind: string): boolean {
  return kind === Kind.OPERATION_DEFINITION || kind === Kind.FRAGMENT_DEFINITION
}
