import { BLOCK_KINDS, BODY, createDocument, prepareDoc, writeContent } from '@app/server/document'
import { ySyncPlugin, yUndoPlugin } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { HeadlessEditor, HeadlessView, schema } from '../fuzz/editors.ts'
import { Random } from '../fuzz/random.ts'
import { type Figure, median, percentile, report } from './figures.ts'

/**
 * What a key costs on 50 pages, at the writer's editor and at somebody else's: our binding and y-tiptap's, the same
 * text, turn by turn in one process, so that a busy machine slows both.
 */
const BLOCKS = 600
const SENTENCE = 'Rada uchwala, co następuje, w sprawie budżetu obywatelskiego oraz jego zmian. '
const BLOCK_TEXT = SENTENCE.repeat(4).slice(0, 250)
/** A text that many people wrote in many sittings: so many small edits, by so many clients. */
const EDITS = 15 * BLOCKS
const CLIENTS = 40
const WARM_UP = 250
const KEYS = 500
/** So many keys in one place, then the other binding's turn. */
const BURST = 25
const LOCAL_LIMIT = 0.5
const REMOTE_LIMIT = 0.1

interface Candidate {
  writer: HeadlessView
  reader: Y.Doc
  lastUpdate: Uint8Array | null
  local: number[]
  remote: number[]
}

function ourDocument(random: Random): Uint8Array {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const content = Array.from({ length: BLOCKS }, (_, index) => ({
    type: 'block' as const,
    id: `b${index}`,
    kind: random.pick(BLOCK_KINDS),
    level: 0,
    content: [{ text: BLOCK_TEXT }],
  }))
  doc.transact(() => {
    writeContent(text, content)
    const size = BLOCK_TEXT.length + 1
    // From the end, so that earlier places stay where they are.
    for (let edit = EDITS; edit > 0; edit--) {
      doc.clientID = 1 + random.below(CLIENTS)
      const block = Math.floor((edit * BLOCKS) / (EDITS + 1)) * size
      changeText(text, block + 1 + random.below(100), random)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

function theirDocument(random: Random): Uint8Array {
  const doc = prepareDoc(new Y.Doc())
  const fragment = doc.getXmlFragment('page')
  doc.transact(() => {
    for (let index = 0; index < BLOCKS; index++) {
      const block = new Y.XmlElement('block')
      const text = new Y.XmlText(BLOCK_TEXT)
      block.insert(0, [text])
      block.setAttribute('id', `b${index}`)
      block.setAttribute('kind', random.pick(BLOCK_KINDS))
      block.setAttribute('level', '0')
      fragment.insert(index, [block])
    }
    for (let edit = EDITS; edit > 0; edit--) {
      doc.clientID = 1 + random.below(CLIENTS)
      const block = fragment.get(Math.floor((edit * BLOCKS) / (EDITS + 1))) as Y.XmlElement
      changeText(block.get(0) as Y.XmlText, random.below(100), random)
    }
  })
  return Y.encodeStateAsUpdate(doc)
}

function changeText(text: Y.Text, place: number, random: Random): void {
  const roll = random.next()
  if (roll < 0.1) text.format(place, 5 + random.below(20), { bold: true })
  else if (roll < 0.2) text.delete(place, 3)
  else text.insert(place, 'abc ', {})
}

function candidate(state: Uint8Array, open: (doc: Y.Doc) => HeadlessView): Candidate {
  const [here, there] = [createDocument(), createDocument()]
  for (const doc of [here, there]) Y.applyUpdate(doc, state, 'remote')
  const made: Candidate = { writer: open(here), reader: there, lastUpdate: null, local: [], remote: [] }
  open(there)
  here.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'remote') made.lastUpdate = update
  })
  return made
}

function pressKey(each: Candidate, position: number): void {
  each.lastUpdate = null
  const start = performance.now()
  each.writer.edit((transaction) => transaction.insertText('x', position))
  const written = performance.now()
  if (each.lastUpdate === null) throw new Error('The key wrote nothing')
  const received = performance.now()
  Y.applyUpdate(each.reader, each.lastUpdate, 'remote')
  each.remote.push(performance.now() - received)
  each.local.push(written - start)
}

/** On in one paragraph for a while, as people type, then somewhere else; the bindings take turns. */
function typeAlong(candidates: readonly Candidate[], random: Random): void {
  for (let key = 0; key < WARM_UP + KEYS; key += BURST) {
    const [block, offset] = [random.below(BLOCKS), random.below(150)]
    for (const each of candidates) {
      const start = positionOf(each.writer, block) + offset
      for (let more = 0; more < BURST; more++) pressKey(each, start + more)
    }
  }
}

function positionOf({ state }: HeadlessView, block: number): number {
  return state.doc.children.slice(0, block).reduce((position, node) => position + node.nodeSize, 1)
}

const random = new Random(2)
const ours = candidate(ourDocument(random), (doc) => new HeadlessEditor(doc, { verify: false }))
const theirs = candidate(
  theirDocument(random),
  (doc) => new HeadlessView([ySyncPlugin(doc.getXmlFragment('page')), yUndoPlugin()], schema),
)
// y-tiptap shows the document in a later task.
await new Promise((resolve) => setTimeout(resolve, 100))
if (theirs.writer.state.doc.childCount !== BLOCKS) throw new Error('y-tiptap has not shown the document')

typeAlong([ours, theirs], random)

const figures: Figure[] = []
for (const [name, limit] of [
  ['local', LOCAL_LIMIT],
  ['remote', REMOTE_LIMIT],
] as const) {
  const [our, their] = [ours[name].slice(WARM_UP), theirs[name].slice(WARM_UP)]
  figures.push({ what: `${name}: ours, median`, value: median(our), unit: 'ms' })
  figures.push({ what: `${name}: ours, 95 of 100`, value: percentile(our, 0.95), unit: 'ms' })
  figures.push({ what: `${name}: y-tiptap, median`, value: median(their), unit: 'ms' })
  figures.push({ what: `${name}: y-tiptap, 95 of 100`, value: percentile(their, 0.95), unit: 'ms' })
  figures.push({ what: `${name}: ours by theirs`, value: median(our) / median(their), unit: '×', limit })
}
report(`A key on 50 pages (${BLOCKS} blocks, ${ours.writer.state.doc.textContent.length} characters)`, figures)
process.exit()
