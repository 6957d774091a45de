import { randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import {
  asV2,
  type Battlefield,
  between,
  by,
  bytes,
  clockOf,
  deepRows,
  encode,
  type Item,
  insertItem,
  lettersOf,
  markerOf,
  nestedBlock,
  open,
  parentIsALetter,
  replaceText,
  section,
  tableRows,
  tornSiblings,
  type,
} from './attack-bytes.ts'

/** What an editor with bad intentions may put into a push. */
export interface Attack {
  name: string
  update: Uint8Array
  /** Why the server refuses it; left out where several reasons hold. */
  detail?: string
}

const GC = 0
const SKIP = 10
const STRING = 4
/** Letters that follow others. */
const FROM_ORIGIN = new Uint8Array([0x84])

/** Every attack on the guard that we know of, on one document. */
export function attacksOn(field: Battlefield): Attack[] {
  return [
    ...clientAttacks(field),
    ...clockAttacks(field),
    ...deleteAttacks(field),
    ...encodingAttacks(field),
    ...contentAttacks(field),
    ...placeAttacks(field),
    ...valueAttacks(field),
    ...costAttacks(field),
  ]
}

function clientAttacks(field: Battlefield): Attack[] {
  const { me, victim, state } = field
  const next = clockOf(state, victim)
  const many = Array.from({ length: 40 }, (_, index) => section(me + 1 + index, 0, [GC, 1]))
  return [
    { name: 'words under the victim’s next clock', update: by(field, type('x'), victim), detail: 'foreign-client' },
    {
      name: 'nine bytes that take the victim’s future',
      update: bytes([1, section(victim, next, [GC, 1000]), 0]),
      detail: 'foreign-client',
    },
    { name: 'words of the victim once more', update: state, detail: 'foreign-client' },
    { name: 'forty client ids nobody has', update: bytes([many.length, ...many, 0]), detail: 'too-many-clients' },
  ]
}

function clockAttacks({ me }: Battlefield): Attack[] {
  return [
    { name: 'a gap in my own clock', update: bytes([1, section(me, 50, [GC, 3]), 0]), detail: 'gap' },
    { name: 'a skipped range', update: bytes([1, [2, me, 0, SKIP, 5, GC, 1], 0]) },
    { name: 'a struct of no length', update: bytes([1, section(me, 0, [GC, 0]), 0]), detail: 'malformed' },
    { name: 'a struct of 2^52', update: bytes([1, section(me, 0, [GC, 2 ** 52]), 0]), detail: 'malformed' },
    { name: 'an origin of its own', update: bytes([1, section(me, 0, [FROM_ORIGIN, me, 0, 'x']), 0]), detail: 'gap' },
    { name: 'a parent of the future', update: bytes([1, section(me, 0, [STRING, 0, me, 5, 'x']), 0]), detail: 'gap' },
    { name: 'an origin nobody has', update: bytes([1, section(me, 0, [FROM_ORIGIN, 4242, 7, 'x']), 0]), detail: 'gap' },
    {
      name: 'two that wait for each other',
      update: bytes([
        2,
        section(me + 1, 0, [FROM_ORIGIN, me, 0, 'x']),
        section(me, 0, [FROM_ORIGIN, me + 1, 0, 'x']),
        0,
      ]),
      detail: 'gap',
    },
  ]
}

function deleteAttacks({ me, victim, state }: Battlefield): Attack[] {
  const next = clockOf(state, victim)
  const deletion = (client: number, clock: number, length: number): Uint8Array =>
    bytes([0, 1, client, 1, clock, length])
  return [
    { name: 'a deletion of what the victim will write', update: deletion(victim, next, 1000), detail: 'future-delete' },
    {
      name: 'eleven bytes that delete everything to come',
      update: deletion(victim, 0, 2 ** 40),
      detail: 'future-delete',
    },
    { name: 'a deletion of what I will write', update: deletion(me, 0, 9), detail: 'future-delete' },
    { name: 'a deletion of an unknown client', update: deletion(4242, 0, 5), detail: 'future-delete' },
    { name: 'a deletion of nothing', update: deletion(victim, 0, 0), detail: 'malformed' },
  ]
}

function encodingAttacks(field: Battlefield): Attack[] {
  const { me } = field
  const honest = by(field, type('x'))
  const one = section(me, 0, [GC, 1])
  return [
    { name: 'no bytes at all', update: new Uint8Array(), detail: 'malformed' },
    { name: 'garbage', update: new Uint8Array(64).map((_, index) => index * 37) },
    { name: 'v2 bytes', update: asV2(field), detail: 'malformed' },
    { name: 'a tail', update: bytes([honest, 7, 7, 7]), detail: 'malformed' },
    { name: 'one client in two sections', update: bytes([2, one, section(me, 1, [GC, 1]), 0]), detail: 'malformed' },
    { name: 'a section of nothing', update: bytes([1, 0, me, 0, 0]), detail: 'malformed' },
    { name: '33 million structs in seven bytes', update: bytes([1, 33e6, me, 0]), detail: 'too-large' },
    { name: '2^50 sections', update: bytes([2 ** 50]), detail: 'malformed' },
    { name: '300 kB', update: by(field, type('x'.repeat(300_000))), detail: 'too-large' },
    {
      name: 'five thousand structs',
      update: bytes([1, [5_000, me, 0, ...Array(5_000).fill([GC, 1])], 0]),
      detail: 'too-large',
    },
  ]
}

function contentAttacks(field: Battlefield): Attack[] {
  const inBody = (name: string, content: Item['content']): Attack => ({
    name,
    update: by(field, (text, doc) => insertItem(doc, text, null, content)),
    detail: 'forbidden-content',
  })
  return [
    inBody('an XML element', new Y.ContentType(new Y.XmlElement('script'))),
    inBody('an XML hook', new Y.ContentType(new Y.XmlHook('x'))),
    inBody('a text in the text', new Y.ContentType(new Y.Text())),
    inBody('an array in the text', new Y.ContentType(new Y.Array())),
    inBody('a NUL among words', new Y.ContentString('ab\0cd')),
    inBody('half a character in an address', new Y.ContentFormat('link', { href: 'https://example.org/\ud83d' })),
    inBody('a picture', new Y.ContentEmbed({ image: 'https://example.org' })),
    inBody('binary', new Y.ContentBinary(new Uint8Array(9))),
    inBody('JSON', new Y.ContentJSON([{ a: 1 }])),
    inBody('a plain value in the text', new Y.ContentAny(['x'])),
    inBody('a subdocument', new Y.ContentDoc(new Y.Doc())),
    { name: 'a subdocument in a new root', update: by(field, (_text, doc) => doc.getMap('x').set('d', new Y.Doc())) },
    {
      name: 'a new root map',
      update: by(field, (_text, doc) => doc.getMap('evil').set('a', 1)),
      detail: 'unknown-root',
    },
    {
      name: 'a new root text',
      update: by(field, (_text, doc) => doc.getText('evil').insert(0, 'a')),
      detail: 'unknown-root',
    },
    {
      name: 'a key on the root',
      update: by(field, (text, doc) => insertItem(doc, text, 'k', new Y.ContentAny([1]))),
      detail: 'forbidden-place',
    },
  ]
}

function placeAttacks(field: Battlefield): Attack[] {
  const inMarker = (name: string, change: (marker: Y.Map<unknown>) => void): Attack => ({
    name,
    update: by(field, (text) => change(markerOf(text))),
    detail: 'forbidden-content',
  })
  return [
    inMarker('a map in a marker', (marker) => marker.set('level', new Y.Map())),
    inMarker('a text as rows', (marker) => marker.set('rows', new Y.Text('x'))),
    inMarker('a block in a table’s cell', (marker) => marker.set('rows', tableRows(nestedBlock()))),
    inMarker('a table 300 deep', (marker) => marker.set('rows', deepRows(300))),
    inMarker('a row among the columns', (marker) => marker.set('columns', Y.Array.from([new Y.Map()]))),
    inMarker('an object among the columns', (marker) => marker.set('columns', Y.Array.from([{ a: 1 }]))),
    {
      name: 'letters in a marker',
      update: by(field, (text, doc) => insertItem(doc, markerOf(text), null, new Y.ContentString('x'))),
      detail: 'forbidden-content',
    },
    {
      name: 'a format in a marker',
      update: by(field, (text, doc) =>
        insertItem(doc, markerOf(text), 'flow', new Y.ContentFormat('bold', true as never)),
      ),
      detail: 'forbidden-content',
    },
    { name: 'a letter as parent', update: parentIsALetter(field), detail: 'forbidden-place' },
    { name: 'torn siblings', update: tornSiblings(field), detail: 'torn-siblings' },
    { name: 'crossed siblings, which part replicas for ever', update: between(field, 3, 1), detail: 'torn-siblings' },
    { name: 'siblings with known letters between', update: between(field, 0, 3), detail: 'torn-siblings' },
  ]
}

function valueAttacks(field: Battlefield): Attack[] {
  const key = (name: string, key: string, value: unknown): Attack => ({
    name,
    update: by(field, (text) => markerOf(text).set(key, value)),
    detail: 'forbidden-content',
  })
  const format = (name: string, formats: Record<string, unknown>, detail = 'forbidden-content'): Attack => ({
    name,
    update: by(field, (text) => text.format(1, 3, formats)),
    detail,
  })
  return [
    key('an unknown kind', 'kind', 'evil'),
    key('an object as level', 'level', { a: 1 }),
    key('an id of 10 kB', 'id', 'x'.repeat(10_000)),
    key('an id __proto__', 'id', '__proto__'),
    key('a key onclick', 'onclick', 'x'),
    key('a key href', 'href', 'javascript:alert(1)'),
    key('a key __proto__', '__proto__', { polluted: 1 }),
    key('a key constructor', 'constructor', 'x'),
    { ...key('a proposal id nobody made', 'ins', 'p999'), detail: 'unknown-annotation' },
    {
      name: 'a swapped prototype',
      update: replaceText(
        by(field, (text) => markerOf(text).set('was', { kind: 'ust', level: 0, id: 'p1', pppproto_: { a: 1 } })),
        'pppproto_',
        '__proto__',
      ),
      detail: 'forbidden-content',
    },
    format('a link to javascript:', { link: { href: 'javascript:alert(1)' } }),
    format('a link to java<tab>script:', { link: { href: 'java\tscript:alert(1)' } }),
    format('a link to data:', { link: { href: 'data:text/html,x' } }),
    format('a link without a protocol', { link: { href: '//evil.example' } }),
    format('a link with onclick', { link: { href: 'https://example.org', onclick: 'x' } }),
    format('a format nobody knows', { blink: true }),
    {
      name: 'a format __proto__',
      update: replaceText(
        by(field, (text) => text.format(1, 3, { pppproto_: true })),
        'pppproto_',
        '__proto__',
      ),
      detail: 'forbidden-content',
    },
    format('bold with a value', { bold: { a: 1 } }),
    format('a comment nobody made', { 'comment:c999': true }, 'unknown-annotation'),
    format('a deletion proposal nobody made', { 'del:p1': true }, 'unknown-annotation'),
    format('a wish for no look', { 'set:p1': {} }),
    format('a wish for a link that runs', { 'set:p1': { link: 'javascript:alert(1)' } }),
    format('more proposals than a page makes', manyProposals(), 'too-many-proposals'),
    format('a comment of the wrong form', { 'comment:__proto__': true }),
  ]
}

function costAttacks(field: Battlefield): Attack[] {
  const { me, victim, state } = field
  const doc = open(field)
  const letters = lettersOf(doc)
  const crowd = Array.from({ length: 3_900 }, (_, clock) => {
    const right = Y.createID(letters.id.client, letters.id.clock + letters.length - 1 - (clock % (letters.length - 1)))
    return new Y.Item(Y.createID(me, clock), null, letters.id, null, right, null, null, new Y.ContentString('a'))
  })
  const values = Array.from({ length: 3_900 }, (_, clock) => {
    const owner = markerOf(doc.getText('body'))._item?.id ?? null
    return new Y.Item(Y.createID(me, clock), null, null, null, null, owner, 'level', new Y.ContentAny([1]))
  })
  const ranges = Array.from({ length: 40_000 }, (_, index) => [index * 2, 1])
  return [
    { name: 'thousands in one place', update: encode(me, crowd), detail: 'torn-siblings' },
    { name: 'thousands of values of one key', update: encode(me, values), detail: 'torn-siblings' },
    {
      name: 'tens of thousands of deletions',
      update: bytes([0, 1, victim, ranges.length, ...ranges]),
      detail: clockOf(state, victim) > 0 ? 'too-large' : 'future-delete',
    },
  ]
}

function manyProposals(): Record<string, true> {
  return Object.fromEntries(Array.from({ length: 101 }, () => [`del:${randomUUID()}`, true as const]))
}
