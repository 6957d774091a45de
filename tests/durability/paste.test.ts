import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { converged } from '../kit/converged.ts'
import type { Peer } from '../kit/peer.ts'
import { until } from '../kit/until.ts'
import { type Stage, setStage } from './stage.ts'

let stage: Stage | null = null

afterEach(async () => {
  await stage?.close()
  stage = null
})

/** Paragraphs in one transaction, as a paste is one step to undo; each begins with a word of its own. */
function paste(peer: Peer, count: number, length: number): string[] {
  const names = Array.from({ length: count }, (_, at) => `⟨akapit ${at}⟩`)
  peer.doc.transact(() => {
    for (const [at, name] of names.entries()) {
      const marker = new Y.Map<unknown>([
        ['id', `wklejony${at}`],
        ['kind', 'paragraph'],
        ['level', 0],
      ])
      peer.text.insertEmbed(peer.text.length, marker)
      peer.text.insert(peer.text.length, `${name} ${'zażółć '.repeat(length / 7)}`)
    }
  })
  return names
}

test('a paste of a megabyte goes in pieces that the server takes, and is one text for everybody', async () => {
  stage = await setStage()
  const writer = await stage.open(stage.guest)
  const reader = await stage.open(stage.manager)
  await writer.opened()
  await reader.opened()
  const names = paste(writer, 1_400, 700)
  reader.type(' W tym czasie.')
  await converged([writer, reader])
  const text = reader.content()
  expect(names.filter((name) => text.split(name).length !== 2)).toEqual([])
  expect(text).toContain('W tym czasie.')
})

test('a paste that does not fit: every paragraph is in the document or given back', async () => {
  stage = await setStage({ limits: { documentBytes: 300_000 } })
  const writer = await stage.open(stage.guest)
  await writer.opened()
  const names = paste(writer, 600, 700)
  await until('something to be given back', () => writer.givenBack().length > 0, 30_000)
  await writer.saved()
  const back = writer.givenBack().join('\n')
  const text = writer.content()
  expect(names.filter((name) => text.includes(name) === back.includes(name))).toEqual([])
  expect(names.some((name) => text.includes(name))).toBe(true)
})
