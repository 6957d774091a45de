import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../limits.ts'
import { createOperationCheck } from './validate.ts'

const schema = buildSchema(`
  type Query { node: Node  nodes(first: Int = 30): [Node!]! name: String }
  type Node { id: ID! child: Node children: [Node!]! name(style: String): String }
  type Mutation { invitePerson(input: String): Node  renameDocument(input: String): Node }
  directive @mark repeatable on FIELD | QUERY
`)
const { check, isKnown } = createOperationCheck({ schema, limits: LIMITS })

function codeOf(query: unknown): string {
  const { errors } = check(query)
  return errors === undefined ? 'ok' : String(errors[0]?.extensions.code)
}

function times(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join(' ')
}

function nested(depth: number): string {
  return depth === 1 ? 'name' : `child { ${nested(depth - 1)} }`
}

describe('what is let through', () => {
  it.each([
    ['a plain query', '{ name }'],
    ['the deepest', `{ node { ${nested(7)} } }`],
    ['the most aliases', `{ ${times(9, (i) => `a${i}: name`)} node { ${times(6, (i) => `b${i}: id`)} } }`],
    ['the most directives', `{ name ${times(10, () => '@mark')} }`],
    ['one invitation', 'mutation { invitePerson { id } }'],
    ['a fragment', '{ node { ...F } } fragment F on Node { id }'],
    ['what fragments ask for together', `{ node { ${times(10, () => 'child { id }')} } }`],
    ['a list beside the same', '{ node { children { id } child { children { id } } } }'],
    ['a page', '{ nodes(first: 100) { id name child { id } } }'],
  ])('%s', (_what, query) => {
    expect(codeOf(query)).toBe('ok')
  })
})

describe('what is refused as too much', () => {
  it.each([
    ['tokens', `{ ${times(600, () => 'name @mark')} }`],
    ['characters', `{ name } #${'x'.repeat(30_000)}`],
    ['depth', `{ node { ${nested(8)} } }`],
    [
      'depth through fragments',
      `{ node { ...A } } fragment A on Node { child { ...B } } fragment B on Node { ${nested(8)} }`,
    ],
    ['aliases', `{ node { ${times(16, (i) => `a${i}: id`)} } }`],
    [
      'aliases through a repeated fragment',
      `{ ${times(4, (i) => `a${i}: node { ...F }`)} } fragment F on Node { ${times(4, (i) => `b${i}: id`)} }`,
    ],
    ['root fields', `{ ${times(11, () => 'name')} }`],
    ['the same field over and over', `{ node { ${times(11, () => 'child { child { id } }')} } }`],
    ['the same through fragments', `{ node { ${times(11, () => '...F')} } } fragment F on Node { child { id } }`],
    ['the same at two places of the text', `{ ${times(6, () => 'node { child { id } child { name } }')} }`],
    ['directives', `{ name ${times(11, () => '@mark')} }`],
    ['cost', `{ ${times(10, (i) => `a${i}: nodes(first: 100) { children { children { id name } } }`)} }`],
    [
      'cost by a variable',
      `query ($n: Int) { ${times(10, (i) => `a${i}: nodes(first: $n) { children { children { id name } } }`)} }`,
    ],
    ['a list in a list of the same', '{ node { children { child { children { id } } } } }'],
    ['the same through fragments', '{ node { children { ...F } } } fragment F on Node { child { children { id } } }'],
    ['two changes', 'mutation { a: renameDocument { id } b: renameDocument { id } }'],
    ['two invitations', 'mutation { a: invitePerson { id } b: invitePerson { id } }'],
    ['two invitations in two operations', 'mutation A { invitePerson { id } } mutation B { invitePerson { id } }'],
    [
      'fragments that multiply',
      `{ node { ...F0 } } ${times(30, (i) => `fragment F${i} on Node { ...F${i + 1} ...F${i + 1} }`)} fragment F30 on Node { id }`,
    ],
  ])('%s', (_what, query) => {
    expect(codeOf(query)).toBe('TOO_LARGE')
  })
})

describe('what is refused as wrong', () => {
  it.each([
    ['nothing', ''],
    ['no text', 42],
    ['no GraphQL', '{ name'],
    ['an unknown field', '{ nam }'],
    ['two operations', 'query A { name } query B { name }'],
    ['only a fragment', 'fragment F on Node { id }'],
    ['a fragment nothing spreads', '{ name } fragment F on Node { child { id } child { name } }'],
    ['an unknown fragment', '{ node { ...G } }'],
    ['a fragment that spreads itself', '{ node { ...F } } fragment F on Node { child { ...F } }'],
    ['the schema asked for itself', '{ __schema { types { name } } }'],
    ['a type asked for itself', '{ __type(name: "Node") { name } }'],
    ['a definition', 'type Extra { id: ID }'],
  ])('%s', (_what, query) => {
    expect(codeOf(query)).toBe('INVALID')
  })

  it('is not remembered; what may be asked is, and what is asked again is remembered longest', () => {
    check('{ nam }')
    const queries = Array.from({ length: 501 }, (_, index) => `query q${index} { name }`)
    for (const query of queries.slice(0, 500)) check(query)
    check('query q0 { name }')
    check('query q500 { name }')
    expect(['{ nam }', ...queries].filter((query) => !isKnown(query))).toEqual(['{ nam }', 'query q1 { name }'])
  })

  it('suggests no names', () => {
    const messages = [check('{ nam }'), check('{ node { nme } }'), check('{ nodes(frst: 1) { id } }')]
      .flatMap(({ errors = [] }) => errors)
      .map((error) => error.message)
    expect(messages).toHaveLength(3)
    expect(messages.join(' ')).not.toMatch(/did you mean/i)
  })

  it('lets __typename through', () => {
    expect(codeOf('{ __typename node { __typename } }')).toBe('ok')
  })
})
