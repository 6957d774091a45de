import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type DocumentContent, readContent, rejectedFor } from '../document/index.ts'
import { hasSameBase } from './base-compare.ts'
import { copyOf, documentOf, seededRandom, updateBy } from './testing.ts'
import { findTouched } from './touched.ts'

const RUNS = 40
const PUSHES = 12
const ME = 'me'
const OTHER = 'other'
const OWN: ReadonlySet<string> = new Set([ME])

const CONTENT: DocumentContent = [
  { type: 'block', id: 'b1', kind: 'section', level: 0, content: [{ text: 'Pierwszy paragraf' }] },
  {
    type: 'block',
    id: 'b2',
    kind: 'ust',
    level: 0,
    content: [{ text: 'Gruby', formats: { bold: true } }, { text: ' i nie' }],
  },
  {
    type: 'table',
    id: 't1',
    rows: [{ id: 'r1', cells: [{ id: 'k1', header: false, content: [{ text: 'komórka' }] }] }],
  },
  { type: 'block', id: 'b3', kind: 'pkt', level: 0, content: [{ text: 'cudze', formats: { ins: [OTHER] } }] },
  { type: 'block', id: 'b4', kind: 'lit', level: 1, content: [] },
]

type Dice = (sides: number) => number

interface Turn {
  text: Y.Text
  dice: Dice
  /** Whose proposal. */
  id: string
  /** Only a proposal, or anything. */
  isHonest: boolean
  at: number
  size: number
}

const ON_CHARACTERS: ((turn: Turn) => void)[] = [
  ({ text, at, id, isHonest }) => text.insert(at, 'nowe', isHonest ? { [`ins:${id}`]: true } : {}),
  ({ text, at, size, id, isHonest }) =>
    isHonest ? text.format(at, size, { [`del:${id}`]: true }) : text.delete(at, size),
  ({ text, at, size, id, isHonest, dice }) => {
    text.format(at, size, isHonest ? { [`set:${id}`]: { bold: true } } : { bold: dice(2) === 0 ? true : null })
  },
  ({ text, at, size, id, dice }) => text.format(at, size, { [`${dice(2) === 0 ? 'ins' : 'del'}:${id}`]: null }),
  ({ text, at, id, isHonest, dice }) => {
    const keys = { id: `n${dice(1e9)}`, kind: 'paragraph', level: 0, ...(isHonest && { ins: id }) }
    const marker = new Y.Map<unknown>(Object.entries({ ...keys, ...(dice(2) === 0 && { flow: 1 }) }))
    text.insertEmbed(at, marker, {})
  },
]

const ON_MARKERS: ((map: Y.Map<unknown>, turn: Turn) => void)[] = [
  (map, { id, dice }) => map.set(dice(2) === 0 ? 'del' : 'ins', id),
  (map, { dice }) => map.delete(dice(2) === 0 ? 'del' : 'ins'),
  (map) => map.delete('was'),
  (map, { id, isHonest, dice }) => {
    if (isHonest && !map.has('was')) map.set('was', { kind: map.get('kind'), level: map.get('level'), id })
    map.set('kind', dice(2) === 0 ? 'ust' : 'heading')
  },
]

/** What somebody might push: some of it only proposals of their own, the rest anything. */
function someChange(text: Y.Text, dice: Dice): void {
  const at = dice(text.length + 1)
  const size = Math.min(dice(6), text.length - at)
  const turn = { text, dice, at, size, id: dice(5) === 0 ? OTHER : ME, isHonest: dice(3) > 0 }
  if (dice(3) > 0) ON_CHARACTERS[dice(ON_CHARACTERS.length)]?.(turn)
  else changeMarker(turn)
}

function changeMarker(turn: Turn): void {
  const { text, dice, id, isHonest } = turn
  const inserts = (text.toDelta() as { insert: unknown }[]).map(({ insert }) => insert)
  const markers = inserts.filter((insert) => insert instanceof Y.Map)
  const map = markers[dice(markers.length)]
  const rows = map?.get('rows') as Y.Array<Y.Map<unknown>> | undefined
  const cell = (rows?.get(0).get('cells') as Y.Map<Y.Text> | undefined)?.get('k1')
  if (cell !== undefined) cell.insert(dice(cell.length + 1), 'x', isHonest ? { [`ins:${id}`]: true } : {})
  else if (map !== undefined) ON_MARKERS[dice(ON_MARKERS.length)]?.(map as Y.Map<unknown>, turn)
}

/** Runs the same comparison as the gate, on a copy; says whether the push is only proposals of its sender. */
function isOnlyProposals(live: Y.Doc, update: Uint8Array): { verdict: boolean; after: DocumentContent } {
  const copy = copyOf(live, 9)
  const tried = copy.getText('body')
  const touched = findTouched(copy, tried, () => Y.applyUpdate(copy, update))
  const view = { isOwn: (id: string) => OWN.has(id), isClosed: () => false, note: () => undefined }
  return { verdict: hasSameBase(live.getText('body'), tried, touched, view), after: readContent(tried) }
}

test('whatever passes leaves the whole document as it is without the sender’s proposals', () => {
  let passed = 0
  let refused = 0
  for (let seed = 1; seed <= RUNS; seed++) {
    const random = seededRandom(seed)
    const dice: Dice = (sides) => Math.floor(random() * sides)
    const live = documentOf(CONTENT, 1)
    for (let push = 0; push < PUSHES; push++) {
      const update = updateBy(live, 2 + (push % 3), (text) => {
        for (let steps = 1 + dice(3); steps > 0; steps--) someChange(text, dice)
      })
      const before = rejectedFor(readContent(live.getText('body')), OWN)
      const { verdict, after } = isOnlyProposals(live, update)
      if (verdict) expect([seed, push, rejectedFor(after, OWN)]).toEqual([seed, push, before])
      if (verdict) passed += 1
      else refused += 1
      // Whatever it was, somebody may have made it so: the next push meets the strangest documents.
      if (verdict || dice(3) === 0) Y.applyUpdate(live, update)
    }
  }
  expect(Math.min(passed, refused)).toBeGreaterThan(RUNS)
})
