import {
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'

/** How much one operation asks for, fragments included. */
export interface Measure {
  depth: number
  aliases: number
  directives: number
  rootFields: string[]
  /** Root fields that change something. */
  changes: number
  cost: number
  /** How often the answer's most repeated field is asked for: validation compares each of them with each. */
  repeats: number
  /** A list without an end stands in a list of the same: each multiplies the other, and nobody knows by how much. */
  isEndless: boolean
  /** Fragments nothing spreads: validation would look at them all the same. */
  unused: string[]
}

const ASSUMED_PAGE = 100
const ROWS_PER_COST = 10
const LIST_FACTOR = 2
/** Lists that are as long as an organisation is large, however few of them are asked for. */
const LONG_LISTS = new Set(['Organization.people', 'Organization.memberships'])
const LONG_LIST_FACTOR = 25
/** What asks the history of a document, version by version: of one thing at a time, and never of all in a list. */
const COSTS = new Map([['Thread.lastVersion', 600]])
/** No honest query comes near; the walk of a hostile one ends here. */
const MAX_VISITS = 20_000

export class TooMuch extends Error {}

/** Where in an operation the walk is. */
interface Place {
  typeName: string | undefined
  path: string
  depth: number
  factor: number
  /** Types of the lists without an end that it is in. */
  lists: readonly string[]
}

/** Walks every operation with its fragments expanded, as an executor would. Throws `TooMuch` when that has no end. */
export function measureDocument(schema: GraphQLSchema, document: DocumentNode): Measure {
  const total = nothing()
  const used = new Set<string>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const measure = new OperationWalk(schema, document, used).measure(definition)
    total.depth = Math.max(total.depth, measure.depth)
    total.aliases += measure.aliases
    total.directives += measure.directives
    total.rootFields.push(...measure.rootFields)
    if (definition.operation === OperationTypeNode.MUTATION) total.changes += measure.rootFields.length
    total.cost += measure.cost
    total.isEndless ||= measure.isEndless
    total.repeats = Math.max(total.repeats, measure.repeats)
  }
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  total.unused = fragments.map(({ name }) => name.value).filter((name) => !used.has(name))
  return total
}

function nothing(): Measure {
  return {
    depth: 0,
    aliases: 0,
    directives: 0,
    rootFields: [],
    changes: 0,
    cost: 0,
    repeats: 0,
    isEndless: false,
    unused: [],
  }
}

class OperationWalk {
  private readonly schema: GraphQLSchema
  private readonly fragments: Map<string, FragmentDefinitionNode>
  private readonly result = nothing()
  private readonly used: Set<string>
  private readonly open = new Set<string>()
  /** By the field's place in the answer. */
  private readonly asked = new Map<string, number>()
  private visits = 0

  constructor(schema: GraphQLSchema, document: DocumentNode, used: Set<string>) {
    this.schema = schema
    this.used = used
    const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  }

  measure(operation: OperationDefinitionNode): Measure {
    this.result.directives += operation.directives?.length ?? 0
    const root = this.schema.getRootType(operation.operation)
    this.walk(operation.selectionSet, { typeName: root?.name, path: '', depth: 1, factor: 1, lists: [] })
    return this.result
  }

  private walk(selectionSet: SelectionSetNode, place: Place): void {
    for (const selection of selectionSet.selections) {
      this.visits += 1
      if (this.visits > MAX_VISITS) throw new TooMuch()
      this.result.directives += selection.directives?.length ?? 0
      if (selection.kind === Kind.FIELD) this.walkField(selection, place)
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        this.walk(selection.selectionSet, { ...place, typeName: selection.typeCondition?.name.value ?? place.typeName })
      } else this.walkSpread(selection.name.value, place)
    }
  }

  private walkField(field: FieldNode, { typeName, path, depth, factor, lists }: Place): void {
    this.result.depth = Math.max(this.result.depth, depth)
    this.result.cost += factor * (COSTS.get(`${typeName}.${field.name.value}`) ?? 1)
    if (field.alias !== undefined) this.result.aliases += 1
    if (depth === 1) this.result.rootFields.push(field.name.value)
    const own = `${path}.${(field.alias ?? field.name).value}`
    this.countAt(own)
    if (field.selectionSet === undefined) return
    const { name, isList } = this.typeOf(typeName, field.name.value)
    const isLong = LONG_LISTS.has(`${typeName}.${field.name.value}`)
    const times = isLong ? LONG_LIST_FACTOR : listFactor(field, isList)
    const isUnending = isList && name !== undefined && firstOf(field) === undefined
    this.result.isEndless ||= isUnending && lists.includes(name)
    const inside = { typeName: name, path: own, depth: depth + 1, factor: factor * times }
    this.walk(field.selectionSet, { ...inside, lists: isUnending ? [...lists, name] : lists })
  }

  private countAt(path: string): void {
    const count = (this.asked.get(path) ?? 0) + 1
    this.asked.set(path, count)
    this.result.repeats = Math.max(this.result.repeats, count)
  }

  private walkSpread(name: string, place: Place): void {
    this.used.add(name)
    const fragment = this.fragments.get(name)
    // A fragment that spreads itself is refused by validation; here it only must not go on for ever.
    if (fragment === undefined || this.open.has(name)) return
    this.open.add(name)
    this.walk(fragment.selectionSet, { ...place, typeName: fragment.typeCondition.name.value })
    this.open.delete(name)
  }

  private typeOf(parentName: string | undefined, fieldName: string): { name: string | undefined; isList: boolean } {
    const parent = parentName === undefined ? undefined : this.schema.getType(parentName)
    const hasFields = isObjectType(parent) || isInterfaceType(parent)
    const type = hasFields ? parent.getFields()[fieldName]?.type : undefined
    if (type === undefined) return { name: undefined, isList: false }
    return { name: getNamedType(type).name, isList: isListType(getNullableType(type)) }
  }
}

function firstOf(field: FieldNode): ArgumentNode | undefined {
  return field.arguments?.find((argument) => argument.name.value === 'first')
}

function listFactor(field: FieldNode, isList: boolean): number {
  const first = firstOf(field)
  if (first !== undefined) return Math.max(1, Math.ceil(pageSize(first) / ROWS_PER_COST))
  return isList ? LIST_FACTOR : 1
}

/** A variable may hold anything up to the largest page. */
function pageSize(argument: ArgumentNode): number {
  return argument.value.kind === Kind.INT ? Number(argument.value.value) : ASSUMED_PAGE
}
