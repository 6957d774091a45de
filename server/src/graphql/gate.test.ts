import { GraphQLError } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Refusal } from '../audit/audit.ts'
import { toAddressKey } from '../http/origin.ts'
import { LIMITS, type Limits } from '../limits.ts'
import { type Caller, Gate, isAdmitted } from './gate.ts'
import { schema } from './schema.ts'
import { createOperationCheck } from './validate.ts'

const WORK = { query: '{ viewer { id } }' }
const MOVE = { query: 'mutation { setPresence(input: { documentId: "d", clientId: 1 }) }' }
const PER_SECOND = 10

function createGate(changes: Partial<Limits> = {}) {
  const limits = { ...LIMITS, messagesPerSecond: PER_SECOND, ...changes }
  const refused: Refusal[] = []
  const audit = { countRefusal: (refusal: Refusal) => void refused.push(refusal) }
  return { gate: new Gate({ check: createOperationCheck({ schema, limits }), limits, audit, now: () => 0 }), refused }
}

function caller(changes: Partial<Caller> = {}): Caller {
  const end = () => undefined
  return { door: 'socket', socketId: 's', userId: 'anna', address: '10.0.0.1', end, running: 1, ...changes }
}

const HTTP = { door: 'http', socketId: null } as const

/** How many of so many at once are let in. */
function admitted(gate: Gate, who: Caller, count: number, asked = WORK): number {
  return Array.from({ length: count }, () => gate.admit(who, asked)).filter(isAdmitted).length
}

describe('the allowance', () => {
  it.each<[string, Partial<Caller>, Partial<Caller>, boolean]>([
    ['two sockets of one person', {}, { socketId: 't' }, true],
    ['one person through both doors', {}, HTTP, true],
    ['one person at two addresses', {}, { address: '10.0.0.2' }, true],
    ['two people at one address', {}, { userId: 'basia' }, false],
    ['a person and nobody', {}, { ...HTTP, userId: null }, false],
    ['nobody at one address', { ...HTTP, userId: null }, { ...HTTP, userId: null }, true],
    ['nobody at two addresses', { ...HTTP, userId: null }, { ...HTTP, userId: null, address: '10.0.0.2' }, false],
  ])('of %s', (_name, one, other, isShared) => {
    const { gate } = createGate()
    expect(admitted(gate, caller(one), PER_SECOND + 5)).toBe(PER_SECOND)
    expect(admitted(gate, caller(other), PER_SECOND)).toBe(isShared ? 0 : PER_SECOND)
  })

  it.each([
    ['socket', {}, 100],
    ['http', HTTP, 4 * PER_SECOND],
  ] as const)('is not used up by cursors through the %s, which have their own', (_name, door, most) => {
    const { gate } = createGate()
    expect(admitted(gate, caller(door), 100, MOVE)).toBe(most)
    if (door !== HTTP) expect(admitted(gate, caller(door), PER_SECOND)).toBe(PER_SECOND)
  })

  it.each([
    ['by name', 'subscription { documentEvents(documentId: "d", clientId: 1, schemaVersion: 2) { __typename } }'],
    [
      'in a fragment',
      'subscription { ...F } fragment F on Subscription { documentEvents(documentId: "d", clientId: 1, schemaVersion: 2) { __typename } }',
    ],
  ])('holds so many openings of documents, asked for %s', (_name, query) => {
    const { gate } = createGate({ messagesPerSecond: 100, joinsInReserve: 7 })
    expect(admitted(gate, caller(), 20, { query })).toBe(7)
    expect(admitted(gate, caller(), 20)).toBe(20)
  })

  it('is used up by what cannot be read, too', () => {
    const { gate, refused } = createGate()
    expect(admitted(gate, caller(), PER_SECOND, { query: '{ nothing' })).toBe(0)
    expect(admitted(gate, caller(), 1)).toBe(0)
    expect(refused.map(({ code }) => code)).toEqual([...Array(PER_SECOND).fill('INVALID'), 'RATE_LIMITED'])
  })
})

it.each([
  ['somebody', {}],
  ['nobody', { ...HTTP, userId: null }],
])('reads so many new questions of %s, and those that are known all the time', (_who, door) => {
  const { gate } = createGate({ messagesPerSecond: 1_000, newQueriesInReserve: 4 })
  const who = caller(door)
  const asked = Array.from({ length: 6 }, (_, index) => ({ query: `query q${index} { viewer { id } }` }))
  const codes = asked.map((query) => {
    const answer = gate.admit(who, query)
    return isAdmitted(answer) ? 'in' : answer[0]?.extensions.detail
  })
  expect(codes).toEqual(['in', 'in', 'in', 'in', 'new queries', 'new queries'])
  expect(isAdmitted(gate.admit(who, asked[0] ?? {}))).toBe(true)
  expect(isAdmitted(gate.admit(caller({ userId: 'basia' }), asked[5] ?? {}))).toBe(true)
  expect(isAdmitted(gate.admit(who, asked[5] ?? {}))).toBe(true)
})

it.each([[{}], [HTTP]])('takes three updates no page sends, then nothing', (door) => {
  const { gate } = createGate()
  const who = caller(door)
  const refuse = (code: string, detail: string): void =>
    gate.countRefusals(who, [new GraphQLError(code, { extensions: { code, detail } })], {})
  for (const detail of ['gap', 'future-delete', 'title', 'name', 'email', 'document-full', 'decided-meanwhile'])
    refuse('INVALID', detail)
  refuse('INVALID', 'malformed')
  refuse('TOO_LARGE', 'too-costly')
  expect(admitted(gate, who, 1)).toBe(1)
  refuse('INVALID', 'foreign-client')
  const refusal = gate.admit(who, WORK)
  expect(isAdmitted(refusal) ? null : refusal[0]?.extensions.code).toBe('FORBIDDEN')
})

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0::/64'],
  ['unknown', 'unknown'],
])('counts %s as %s', (address, key) => {
  expect(toAddressKey(address)).toBe(key)
})
