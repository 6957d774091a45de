import { createClient, fetchExchange, gql } from '@urql/core'
import { expect, test } from 'vitest'
import { readAnew } from './read-anew.ts'

const QUERY = gql<{ __typename: string }>('{ __typename }')

/** A server that answers with what was true when it was asked, once it is let go. */
function slowServer() {
  const waiting: { word: string; answer: (response: Response) => void }[] = []
  const server = { word: '', asked: 0, letGo }
  function letGo(): void {
    const one = waiting.shift()
    one?.answer(
      new Response(JSON.stringify({ data: { __typename: one.word } }), {
        headers: { 'content-type': 'application/json' },
      }),
    )
  }
  const fetch = (): Promise<Response> => {
    server.asked += 1
    return new Promise((answer) => void waiting.push({ word: server.word, answer }))
  }
  return {
    server,
    client: createClient({ url: 'http://server.test/', exchanges: [fetchExchange], fetch, preferGetMethod: false }),
  }
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 5))

test('who asks while the same is being asked gets an answer of their own, and all who wait the same one', async () => {
  const { server, client } = slowServer()
  server.word = 'declined'
  const first = readAnew(client, QUERY, {})
  await turns()
  server.word = 'hidden'
  const [second, third] = [readAnew(client, QUERY, {}), readAnew(client, QUERY, {})]
  server.letGo()
  await turns()
  server.letGo()
  const answers = await Promise.all([first, second, third])
  expect(answers.map(({ data }) => data?.__typename)).toEqual(['declined', 'hidden', 'hidden'])
  expect(server.asked).toBe(2)
  server.word = 'shown'
  const later = readAnew(client, QUERY, {})
  await turns()
  server.letGo()
  expect((await later).data?.__typename).toBe('shown')
})
