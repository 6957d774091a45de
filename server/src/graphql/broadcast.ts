import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  execute,
  getOperationAST,
  type VariableNode,
  visit,
} from 'graphql'

/** What an event answers to one operation, as the JSON that goes on the wire. */
type Rendered = string | Promise<string>

export type Finish = (result: ExecutionResult, args: ExecutionArgs) => ExecutionResult

/**
 * One execution and one serialisation per event and group. Subscribers whose operation selects the same from an event
 * form a group: the same document and, where variables are used inside the selection, the same values of those. All get
 * the same bytes, so an event must not hold what only some of them may see; who may see it is decided before.
 */
export class Broadcast {
  private readonly finish: Finish
  private readonly rendered = new WeakMap<object, Map<string, Rendered>>()
  private readonly numbers = new WeakMap<DocumentNode, number>()
  private documents = 0

  constructor(finish: Finish) {
    this.finish = finish
  }

  /** Names the group that this operation belongs to. */
  groupOf(args: ExecutionArgs): string {
    const { document, operationName, variableValues } = args
    const name = `${this.numberOf(document)} ${operationName ?? ''}`
    const used = variablesInside(document, operationName)
    return used.length === 0 ? name : `${name} ${JSON.stringify(used.map((each) => variableValues?.[each] ?? null))}`
  }

  /** The answer to `event` for everybody in `group`, of whom `args` is one. */
  render(event: object, group: string, args: ExecutionArgs): Rendered {
    const groups = this.rendered.get(event) ?? new Map<string, Rendered>()
    this.rendered.set(event, groups)
    const known = groups.get(group)
    if (known !== undefined) return known
    const rendered = this.execute(event, args)
    groups.set(group, rendered)
    return rendered
  }

  private execute(event: object, args: ExecutionArgs): Rendered {
    const result = execute({ ...args, rootValue: event })
    if (!(result instanceof Promise)) return JSON.stringify(this.finish(result as ExecutionResult, args))
    return result.then((settled) => JSON.stringify(this.finish(settled, args)))
  }

  private numberOf(document: DocumentNode): number {
    const known = this.numbers.get(document)
    if (known !== undefined) return known
    this.documents += 1
    this.numbers.set(document, this.documents)
    return this.documents
  }
}

/** Variables that could change what is selected from an event. Arguments of the root field chose the event already. */
function variablesInside(document: DocumentNode, operationName: string | null | undefined): string[] {
  const operation = getOperationAST(document, operationName)
  const used = new Set<string>()
  const note = { Variable: ({ name }: VariableNode) => void used.add(name.value) }
  for (const selection of operation?.selectionSet.selections ?? []) {
    const isField = selection.kind === 'Field'
    visit(isField ? { ...selection, arguments: [] } : selection, note)
  }
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') visit(definition, note)
  }
  return [...used].sort()
}
