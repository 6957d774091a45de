import { buildSchema, type ExecutionArgs, parse } from 'graphql'
import { expect, test } from 'vitest'
import { Broadcast } from './broadcast.ts'

const schema = buildSchema(`
  type Query { ok: Boolean }
  type Event { text: String!, seq: Int! }
  type Subscription { events(id: ID!): Event! }
`)

function setUp() {
  let executions = 0
  const event = {
    events: {
      text: () => {
        executions += 1
        return 'słowa'
      },
      seq: 7,
    },
  }
  const broadcast = new Broadcast((result) => result)
  const args = (document: ExecutionArgs['document'], variableValues: Record<string, unknown>): ExecutionArgs => ({
    schema,
    document,
    variableValues,
  })
  return { event, broadcast, args, executions: () => executions }
}

test('subscribers that differ only in what chose the event share one execution', () => {
  const { event, broadcast, args, executions } = setUp()
  const document = parse('subscription Live($id: ID!) { events(id: $id) { text seq } }')
  const answers = ['a', 'b', 'c'].map((id) => {
    const own = args(document, { id })
    return broadcast.render(event, broadcast.groupOf(own), own)
  })
  expect(new Set(answers)).toEqual(new Set(['{"data":{"events":{"text":"słowa","seq":7}}}']))
  expect(executions()).toBe(1)
})

test('another selection is another group', () => {
  const { event, broadcast, args, executions } = setUp()
  const first = args(parse('subscription A { events(id: 1) { text } }'), {})
  const second = args(parse('subscription B { events(id: 1) { seq text } }'), {})
  expect(broadcast.render(event, broadcast.groupOf(first), first)).toBe('{"data":{"events":{"text":"słowa"}}}')
  expect(broadcast.render(event, broadcast.groupOf(second), second)).toBe(
    '{"data":{"events":{"seq":7,"text":"słowa"}}}',
  )
  expect(executions()).toBe(2)
})

test.each([
  'subscription($id: ID!, $full: Boolean!) { events(id: $id) { seq text @include(if: $full) } }',
  'subscription($id: ID!, $full: Boolean!) { events(id: $id) { ...F } } fragment F on Event { seq text @include(if: $full) }',
  'subscription($id: ID!, $full: Boolean!) { ...R } fragment R on Subscription { events(id: $id) { seq text @include(if: $full) } }',
])('where a variable changes the selection, it makes the group: %s', (query) => {
  const { event, broadcast, args } = setUp()
  const document = parse(query)
  const [full, short] = [true, false].map((value) => {
    const own = args(document, { id: 1, full: value })
    return broadcast.render(event, broadcast.groupOf(own), own)
  })
  expect(full).toContain('text')
  expect(short).not.toContain('text')
})

test('another event is executed anew', () => {
  const { event, broadcast, args, executions } = setUp()
  const own = args(parse('subscription { events(id: 1) { text } }'), {})
  broadcast.render(event, broadcast.groupOf(own), own)
  broadcast.render({ ...event }, broadcast.groupOf(own), own)
  expect(executions()).toBe(2)
})

test('a variable that does not change the selection makes no group beside one that does', () => {
  const { event, broadcast, args, executions } = setUp()
  const document = parse('subscription($id: ID!, $full: Boolean!) { events(id: $id) { seq text @include(if: $full) } }')
  for (const id of ['a', 'b', 'c']) {
    const own = args(document, { id, full: true })
    broadcast.render(event, broadcast.groupOf(own), own)
  }
  expect(executions()).toBe(1)
})
