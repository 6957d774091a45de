import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { findWrongDocuments } from './page-documents.ts'

const schema = buildSchema(
  'type Query { document(id: ID!): Document } type Document { id: ID! title: String! more: [Document!] }',
)
const PART = 'graphql(`fragment Row_document on Document { title }`)'

const wrong = (...texts: string[]) =>
  findWrongDocuments(
    schema,
    texts.map((text, index) => ({ file: `${index}.vue`, text })),
  )

describe('a document of the page', () => {
  it('is right with fragments of other files, and of theirs', () => {
    const list = 'graphql(`fragment List_document on Document { id ...Row_document }`, [Row])'
    const page = 'const Q = graphql(\n  `query Page($id: ID!) { document(id: $id) { ...List_document } }`,\n  [List])'
    expect(wrong(PART, list, page)).toEqual([])
  })

  it.each([
    ['a field that is not there', '{ document(id: 1) { name } }', /0\.vue: .*"name"/],
    ['a fragment that is not there', '{ document(id: 1) { ...Row } }', /Unknown fragment "Row"/],
    [
      'a variable of another type',
      'query ($id: Boolean!) { document(id: $id) { id } }',
      /"\$id" of type "Boolean!" used/,
    ],
    ['an argument that is missing', '{ document { id } }', /argument "id"/],
    ['more than the server answers', '{ document(id: 1) { more { more { id } } } }', /refused: lists in themselves/],
    ['what is no GraphQL', '{ document(', /Syntax Error/],
  ])('is told of for %s', (_what, text, said) => {
    expect(wrong(`graphql(\`${text}\`)`)).toEqual([expect.stringMatching(said)])
  })

  it('is told of where its fragment is wrong', () => {
    const part = 'graphql(`fragment Row_document on Document { author }`)'
    expect(wrong(part)).toEqual([expect.stringMatching(/0\.vue: .*"author"/)])
  })
})
