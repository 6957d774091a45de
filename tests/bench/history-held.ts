import { randomUUID } from 'node:crypto'
import { ask, gql } from '../kit/client.ts'
import type { Figure } from './figures.ts'
import { ACTIVITY, AUTHORSHIP, CONTENT, ROWS, type Stage, timed, UNITS } from './history-stage.ts'
import { askBystander, sitBeside } from './sit-beside.ts'

const LIMIT_MS = 100
const ROUNDS = 3

const NEWS = 'query ($id: ID!) { textNews(documentId: $id) { sinceVersion sinceLook } }'
const UNDOING = `query ($id: ID!, $personId: ID!, $toSeq: Int!) {
  undoChangesPreview(documentId: $id, personId: $personId, fromSeq: 1, toSeq: $toSeq) {
    counts { units } units { category pieces } } }`
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const PROOF = 'mutation ($input: RequestProofInput!) { link: requestProof(input: $input) { url } }'

/** How long the server answered nobody, at most, while somebody typed and another asked for what takes most. */
export async function measureHeld(stage: Stage): Promise<Figure[]> {
  const { server, cookie, documentId, writerId } = stage
  const bystander = await sitBeside({ origin: server.origin, cookie, documentId })
  const figures: Figure[] = []
  const measure = async (what: string, read: () => Promise<unknown>): Promise<void> => {
    await askBystander(bystander)
    for (let round = 0; round < ROUNDS; round += 1) await read()
    const { pulses } = await askBystander(bystander)
    figures.push({ what, value: Math.max(...pulses), unit: 'ms', limit: LIMIT_MS })
  }
  try {
    await measure('going through the history', () => lookThrough(stage))
    await measure('who wrote the whole text', () => timed(stage, AUTHORSHIP, {}))
    await measure('undoing all of one person, shown', () => timed(stage, UNDOING, { personId: writerId, toSeq: ROWS }))
    await measure('a redaction that finds nothing', () => redactNothing(stage))
    await measure('the proof of a version', () => downloadProof(stage))
  } finally {
    bystander.kill()
  }
  return figures
}

async function lookThrough(stage: Stage): Promise<void> {
  for (const id of stage.versionIds) await timed(stage, CONTENT, { id })
  for (const query of [ACTIVITY, UNITS, NEWS]) await timed(stage, query, {})
}

async function redactNothing({ server, cookie, documentId }: Stage): Promise<void> {
  const input = { id: randomUUID(), documentId, text: 'Czego nigdzie nie ma', reason: 'Próba' }
  const { codes } = await ask(server, cookie, REDACT, { input })
  if (codes[0] !== 'NOT_FOUND') throw new Error(`A redaction was answered with ${codes}`)
}

async function downloadProof({ server, cookie, versionIds }: Stage): Promise<void> {
  const input = { versionId: versionIds.at(-1) }
  const { link } = await gql<{ link: { url: string } }>(server, cookie, PROOF, { input })
  const answer = await fetch(`${server.origin}${link.url}`)
  if (!answer.ok) throw new Error(`A proof was answered with ${answer.status}`)
  await answer.arrayBuffer()
}
