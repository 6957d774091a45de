import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { play } from '../../history/testing-play.ts'
import { copyOf, seededRandom } from '../../sync/testing.ts'
import { canonicalJson, plainTextOf } from '../canonical.ts'
import { compare, readState } from '../compare/index.ts'
import { readContent } from '../read-content.ts'
import { BODY, createDocument } from '../yjs.ts'
import { patchTo } from './patch.ts'

const SEEDS = 60
const RESTORER = 99

/** The document after the first `count` rows. */
function docAfter(rows: readonly { update: Uint8Array }[], count: number): Y.Doc {
  const doc = createDocument()
  for (const { update } of rows.slice(0, count)) Y.applyUpdate(doc, update)
  return doc
}

function patch(doc: Y.Doc, target: Y.Doc): Uint8Array[] {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  doc.on('update', collect)
  doc.transact(() =>
    patchTo(doc.getText(BODY), target.getText(BODY), { isThread: () => true, random: seededRandom(1) }),
  )
  doc.off('update', collect)
  return updates
}

it(`brings back any former state of ${SEEDS} random histories, and writes nothing the second time`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed)
    const { rows } = play(random)
    const now = copyOf(docAfter(rows, rows.length), RESTORER)
    const before = docAfter(rows, 1 + Math.floor(random() * rows.length))
    const peer = copyOf(now, 5)
    for (const update of patch(now, before)) Y.applyUpdate(peer, update)
    const [content, wanted] = [readContent(now.getText(BODY)), readContent(before.getText(BODY))]
    expect(canonicalJson(content), `seed ${seed}`).toBe(canonicalJson(wanted))
    const ids = plainTextOf(wanted).map(({ id }) => id)
    expect(
      plainTextOf(content).map(({ id }, at) => (/[~?]/.test(ids[at] ?? '') ? ids[at] : id)),
      `seed ${seed}`,
    ).toEqual(ids)
    expect(canonicalJson(readContent(peer.getText(BODY))), `seed ${seed}`).toBe(canonicalJson(content))
    expect(patch(now, before), `seed ${seed}, again`).toEqual([])
    const { counts } = compare(readState(now.getText(BODY)), readState(before.getText(BODY)))
    expect([counts.units, counts.spacing], `seed ${seed}, compared`).toEqual([0, 0])
  }
})
