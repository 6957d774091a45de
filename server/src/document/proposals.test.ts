import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  acceptedOf,
  BLOCK_KINDS,
  type Block,
  BODY,
  baseOf,
  createDocument,
  type DocumentContent,
  decided,
  type Formats,
  findProposals,
  firstItem,
  type Inline,
  type ProposedMarker,
  proposeWording,
  readContent,
  rejectedFor,
  resolveProposals,
  type TextBlock,
  writeContent,
} from './index.ts'

const RUNS = 150
const IDS = ['p1', 'p2', 'p3', 'p4'] as const
const ALL: ReadonlySet<string> = new Set(IDS)

type Dice = (sides: number) => number

function diceOf(seed: number): Dice {
  let state = seed * 2_654_435_761 + 1
  return (sides) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
    return ((state ^ (state >>> 13)) >>> 0) % sides
  }
}

function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[dice(from.length)] as T
}

function someFormats(dice: Dice): Formats {
  const formats: Formats = {}
  if (dice(4) === 0) formats.bold = true
  if (dice(8) === 0) formats.link = 'https://example.org/'
  if (dice(8) === 0) formats.comment = ['c1']
  if (dice(4) === 0) formats.ins = [pick(dice, IDS)]
  if (dice(4) === 0) formats.del = [pick(dice, IDS)]
  if (dice(5) === 0) {
    const wish = pick(dice, [{ bold: true }, { bold: false }, { italic: true, link: null }, { link: 'https://a.pl/' }])
    formats.set = [{ id: pick(dice, IDS), wish }]
  }
  return formats
}

function someLine(dice: Dice): Inline[] {
  return Array.from({ length: dice(6) }, (): Inline => {
    const formats = someFormats(dice)
    const bare = dice(7) === 0 ? { lineBreak: true as const } : { text: pick(dice, ['ala ', 'ma ', '🌍', 'żółć']) }
    return Object.keys(formats).length > 0 ? { ...bare, formats } : bare
  })
}

function someProposed(dice: Dice): ProposedMarker | undefined {
  const out: ProposedMarker = {}
  if (dice(4) === 0) out.ins = pick(dice, IDS)
  if (dice(5) === 0) out.del = pick(dice, IDS)
  if (dice(4) === 0) out.was = { kind: pick(dice, BLOCK_KINDS), level: dice(3), id: pick(dice, IDS) }
  return Object.keys(out).length > 0 ? out : undefined
}

function someBlock(dice: Dice, at: number): Block {
  if (dice(6) === 0) {
    const cells = ['a', 'b'].map((id) => ({ id: `k${id}`, header: false, content: someLine(dice) }))
    return { type: 'table', id: `t${at}`, rows: [{ id: `r${at}`, cells }] }
  }
  const proposed = someProposed(dice)
  const block: TextBlock = {
    type: 'block',
    id: `b${at}`,
    kind: pick(dice, BLOCK_KINDS),
    level: dice(3),
    content: someLine(dice),
  }
  return proposed === undefined ? block : { ...block, proposed }
}

/** A document as clients leave it: some markers let formats run on. */
function someDocument(dice: Dice): Y.Text {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const content = Array.from({ length: 1 + dice(7) }, (_, at) => someBlock(dice, at))
  doc.transact(() => writeContent(text, content))
  doc.transact(() => {
    for (let item = firstItem(text); item !== null; item = item.right) {
      const { content } = item
      if (!(content instanceof Y.ContentType) || !(content.type instanceof Y.Map)) continue
      if (content.type.get('kind') !== 'table' && dice(3) === 0) content.type.set('flow', 1)
    }
  })
  return text
}

function countFormatItems(text: Y.Text): number {
  let count = 0
  for (let item = firstItem(text); item !== null; item = item.right) {
    if (item.content instanceof Y.ContentFormat && !item.deleted) count += 1
  }
  return count
}

/** Runs `check` on random documents; a failure names its seed. */
function onDocuments(check: (text: Y.Text, dice: Dice) => void): void {
  for (let seed = 1; seed <= RUNS; seed++) {
    const dice = diceOf(seed)
    const text = someDocument(dice)
    try {
      check(text, dice)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}

function resolve(text: Y.Text, ids: ReadonlySet<string>, verdict: 'accept' | 'reject'): DocumentContent {
  text.doc?.transact(() => resolveProposals(text, ids, verdict, () => true))
  return readContent(text)
}

test('rejecting all gives the base, accepting all leaves no marks', () => {
  onDocuments((text, dice) => {
    const verdict = dice(2) === 0 ? 'reject' : 'accept'
    const content = readContent(text)
    const expected = verdict === 'reject' ? baseOf(content) : acceptedOf(content)
    const items = countFormatItems(text)
    expect(resolve(text, ALL, verdict)).toEqual(expected)
    expect(findProposals(readContent(text)).size).toBe(0)
    expect(countFormatItems(text)).toBeGreaterThanOrEqual(items)
  })
})

test('deciding some leaves the others as they are, in whatever order', () => {
  onDocuments((text, dice) => {
    const some = new Set(IDS.filter(() => dice(2) === 0))
    const content = readContent(text)
    expect(resolve(text, some, 'reject')).toEqual(rejectedFor(content, some))
    const rest = new Set(IDS.filter((id) => !some.has(id)))
    const accepted = decided(rejectedFor(content, some), () => 'accept')
    expect(resolve(text, rest, 'accept')).toEqual(accepted)
  })
})

test('the views agree with each other and change nothing that carries no proposal', () => {
  onDocuments((text) => {
    const content = readContent(text)
    expect(rejectedFor(content, new Set())).toEqual(content)
    expect(baseOf(baseOf(content))).toEqual(baseOf(content))
    const oneByOne = IDS.reduce((view, id) => rejectedFor(view, new Set([id])), content)
    expect(oneByOne).toEqual(baseOf(content))
  })
})

test("rejecting takes only the proposer's own characters; what others typed under a leaked mark stays", () => {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const content: DocumentContent = [
    { type: 'block', id: 'b1', kind: 'paragraph', level: 0, content: [{ text: 'cudze', formats: { ins: ['p1'] } }] },
  ]
  doc.transact(() => writeContent(text, content))
  doc.transact(() => resolveProposals(text, ALL, 'reject', () => false))
  expect(readContent(text)).toEqual([{ ...content[0], content: [{ text: 'cudze' }] }])
})

test('names what each proposal would change, a split with the block before it', () => {
  const content: DocumentContent = [
    { type: 'block', id: 'b1', kind: 'ust', level: 0, content: [{ text: 'Lokal jest ' }] },
    {
      type: 'block',
      id: 'b2',
      kind: 'ust',
      level: 0,
      content: [{ text: 'tani', formats: { del: ['p1'] } }, { text: 'drogi', formats: { ins: ['p1'] } }, { text: '.' }],
      proposed: { ins: 'p2' },
    },
  ]
  const found = findProposals(content)
  expect(found.get('p1')).toMatchObject({
    blockIds: ['b2'],
    wordingBefore: 'tani.',
    wordingAfter: 'drogi.',
  })
  expect(found.get('p2')).toMatchObject({
    blockIds: ['b1', 'b2'],
    wordingBefore: 'Lokal jest tani.',
    wordingAfter: 'Lokal jest \ntani.',
  })
})

test('a wording proposed from outside becomes marks that give it when accepted, and nothing when rejected', () => {
  const words = ['lokal', ' ', 'miejski', ', ', 'żółty', '\n', '🌍', 'najem', '.']
  onDocuments((text, dice) => {
    const content = readContent(text)
    const blocks = content.filter((block) => block.type === 'block')
    const block = blocks[dice(Math.max(1, blocks.length))]
    if (block === undefined) return
    const wording = Array.from({ length: dice(9) }, () => pick(dice, words)).join('')
    text.doc?.transact(() => proposeWording(text, block.id, wording, 'p9'))
    const proposed = readContent(text)
    expect(rejectedFor(proposed, new Set(['p9']))).toEqual(content)
    const accepted = decided(proposed, (id) => (id === 'p9' ? 'accept' : null))
    const [first, ...rest] = accepted.slice(accepted.findIndex(({ id }) => id === block.id)) as TextBlock[]
    const end = rest.findIndex(({ proposed }) => proposed?.ins === undefined)
    const unit = [first, ...rest.slice(0, end === -1 ? undefined : end)].flatMap((each) => each?.content ?? [])
    const base = unit.filter(({ formats }) => formats?.ins === undefined)
    expect(base.map((piece) => ('text' in piece ? piece.text : '\n')).join('')).toBe(wording)
  })
})
