import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  buildSchema,
  type DocumentNode,
  extendSchema,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  NoUnusedFragmentsRule,
  parse,
  print,
  specifiedRules,
  validate,
  visit,
} from 'graphql'
import { createOperationCheck } from '../src/graphql/validate.ts'
import { LIMITS } from '../src/limits.ts'
import { inRepository, SCHEMA_FILE } from './paths.ts'

interface Source {
  file: string
  text: string
}

interface PageDocument {
  file: string
  document: DocumentNode
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/** gql.tada's own, which it takes out before anything is sent. */
const OF_THE_PAGE = 'directive @_unmask on FRAGMENT_DEFINITION'
const DOCUMENT = /\bgraphql\(\s*`([^`]*)`/g
/** The page hands a fragment to a document by its name: here all of them are known, and most are not used by this one. */
const RULES = specifiedRules.filter((rule) => rule !== NoUnusedFragmentsRule)

/** What is wrong with the documents the page sends, by the schema the server has, as `file: message`. */
export async function checkPageDocuments(): Promise<string[]> {
  const folder = inRepository('web/src')
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => /\.(ts|vue)$/.test(name))
  const read = async (file: string): Promise<Source> => ({ file, text: await readFile(join(folder, file), 'utf8') })
  const schema = extendSchema(buildSchema(await readFile(SCHEMA_FILE, 'utf8')), parse(OF_THE_PAGE))
  return findWrongDocuments(schema, await Promise.all(files.map(read)))
}

export function findWrongDocuments(schema: GraphQLSchema, sources: readonly Source[]): string[] {
  const problems: string[] = []
  const documents: PageDocument[] = []
  for (const { file, text } of sources) {
    for (const [, words = ''] of text.matchAll(DOCUMENT)) {
      try {
        documents.push({ file, document: parse(words) })
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        problems.push(`${file}: ${error.message}`)
      }
    }
  }
  const fragments = collectFragments(documents)
  return [...problems, ...documents.flatMap((one) => findProblems(schema, one, fragments))]
}

function collectFragments(documents: readonly PageDocument[]): Fragments {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const { document } of documents) {
    for (const part of document.definitions) {
      if (part.kind === Kind.FRAGMENT_DEFINITION) fragments.set(part.name.value, part)
    }
  }
  return fragments
}

function findProblems(schema: GraphQLSchema, { file, document }: PageDocument, fragments: Fragments): string[] {
  const own = new Set(document.definitions)
  const borrowed = [...listNeeded(document, fragments)].filter((fragment) => !own.has(fragment))
  const whole: DocumentNode = { kind: Kind.DOCUMENT, definitions: [...document.definitions, ...borrowed] }
  const wrong = validate(schema, whole, RULES)
  const isAsked = whole.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  const problems = wrong.length === 0 && isAsked ? findRefusals(schema, whole) : wrong
  return problems.map(({ message }) => `${file}: ${message}`)
}

/** What the server would say to it, were it sent. */
function findRefusals(schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] {
  const sent = visit(document, { Directive: ({ name }) => (name.value === '_unmask' ? null : undefined) })
  return createOperationCheck({ schema, limits: LIMITS }).check(print(sent)).errors ?? []
}

/** Every fragment that is spread in it, or in one that is. */
function listNeeded(node: DocumentNode, fragments: Fragments): Set<FragmentDefinitionNode> {
  const needed = new Set<FragmentDefinitionNode>()
  const look = (from: DocumentNode | FragmentDefinitionNode): void => {
    visit(from, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value)
        if (fragment === undefined || needed.has(fragment)) return
        needed.add(fragment)
        look(fragment)
      },
    })
  }
  look(node)
  return needed
}
