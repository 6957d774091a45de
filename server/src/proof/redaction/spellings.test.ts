// A name that reads the same is found in every spelling, in whatever pieces it was written, and nothing beside it goes.

import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument, inlineText, readContent } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { seededRandom } from '../../sync/testing.ts'
import { redactUpdate, SecretIds } from './redact-update.ts'
import { findSecret } from './secret-places.ts'
import { BLANK, MARK } from './secret-words.ts'
import { takeOut } from './take-out.ts'

const SECRET = 'Żaneta Łącka'
const SEEDS = Array.from({ length: 40 }, (_, index) => 61 + index)
const UNSEEN = ['\u00AD', '\u200B', '\u2060', '\uFEFF']
const SPACES = [' ', '\u00A0', '\u202F', '\n']
/** Near to it, and something else. */
const OTHERS = ['Żanetą Łącką', 'Zaneta Lacka', 'Żaneta i Łącka', 'żanetałącka', 'Żaneta Łącką'.normalize('NFD')]

/** As the issue says it is read, by other means than the search: composed, without unseen signs, spaces as one. */
function read(text: string): string {
  return text
    .replace(/\p{Cf}/gu, '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .toLowerCase()
}

class Writer {
  readonly rows: StoredRow[] = []
  readonly random: () => number
  private readonly doc = createDocument()
  private readonly text: Y.Text

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.doc.on('update', (update: Uint8Array) => {
      this.rows.push({ seq: this.rows.length + 1, kind: 'EDIT', update } as StoredRow)
    })
    this.text = this.doc.getText(BODY)
    this.text.insertEmbed(0, new Y.Map<unknown>(Object.entries({ id: 'a', kind: 'paragraph', level: 0 })))
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random() * list.length)] as T
  }

  private spelled(secret: string): string {
    return Array.from(secret, (letter, index) => {
      const form = letter === ' ' ? this.spaces() : this.random() < 0.5 ? letter.normalize('NFD') : letter
      const unseen = index > 0 && this.random() < 0.3 ? this.pick(UNSEEN) : ''
      const inside = form.length > 1 && this.random() < 0.2 ? this.pick(UNSEEN) : ''
      return unseen + form.charAt(0) + inside + form.slice(1)
    }).join('')
  }

  private spaces(): string {
    return Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => this.pick(SPACES)).join('')
  }

  /** At once: a name whose last mark comes later was read without it for a moment. */
  add(words: string, formats: object = {}): string {
    this.doc.transact(() => this.insert(words, { bold: null, ...formats }))
    return words
  }

  /** In pieces of several people, at times bold. */
  private addPieces(words: string): string {
    for (let rest = words; rest !== ''; ) {
      const piece = rest.slice(0, 1 + Math.floor(this.random() * 5))
      rest = rest.slice(piece.length)
      if (this.random() < 0.5) this.doc.clientID = 1 + Math.floor(this.random() * 6) + 10 * this.rows.length
      this.doc.transact(() => this.insert(piece, { bold: this.random() < 0.3 ? true : null }))
    }
    return words
  }

  /** The name; `gone` stands between its letters for a while. */
  addSecret(): string {
    const words = this.addPieces(this.spelled(this.random() < 0.3 ? SECRET.toUpperCase() : SECRET))
    if (this.random() < 0.5) {
      const at = this.text.length - 2
      this.text.insert(at, 'gone')
      this.text.delete(at, 4)
    }
    return words
  }

  private insert(words: string, formats: object): void {
    for (const [index, part] of words.split('\n').entries()) {
      if (index > 0) this.text.insertEmbed(this.text.length, { br: 1 }, formats)
      if (part !== '') this.text.insert(this.text.length, part, formats)
    }
  }
}

function replay(rows: readonly StoredRow[]): { said: string[]; doc: Y.Doc } {
  const doc = createDocument()
  const said = rows.map(({ update }) => {
    Y.applyUpdate(doc, update)
    return sayingOf(doc)
  })
  return { said, doc }
}

function sayingOf(doc: Y.Doc): string {
  return readContent(doc.getText(BODY))
    .map((block) => (block.type === 'block' ? inlineText(block.content) : ''))
    .join('\n')
}

test.each(SEEDS)('goes, and only it (seed %i)', async (seed) => {
  const writer = new Writer(seed)
  let [past, living] = ['', '']
  for (let round = 0; round < 4; round += 1) {
    const [before, secret, after] = [
      writer.add(`${writer.pick(OTHERS)}, ${writer.pick(['', '\u00AD'])}`),
      writer.addSecret(),
      writer.add(writer.pick(['\u00AD', '', '\u200B.', ' ']) + writer.pick(OTHERS.map((words) => `. ${words}`))),
    ]
    past += before + secret.replace(/[^\n]/g, BLANK) + after
    living += before + MARK + after
  }
  const { rows } = writer
  const original = replay(rows)
  expect(read(original.said.at(-1) ?? '')).toContain(read(SECRET))
  const ids = new SecretIds(await findSecret(rows, SECRET))
  const clean = rows.map((row) => ({ ...row, update: redactUpdate(row.update, ids, SECRET) ?? row.update }))
  const { said, doc } = replay(clean)
  expect(said.filter((text) => read(text).includes(read(SECRET)))).toEqual([])
  expect(sayingOf(doc)).toBe(past)
  expect(await findSecret(clean, SECRET)).toEqual([])
  original.doc.clientID = 9_999
  takeOut(original.doc, ids, SECRET)
  expect(sayingOf(original.doc)).toBe(living)
})

test('a mark that somebody proposes to put behind it makes another name only where it is read', async () => {
  /** In one row: a mark that comes in a later one finds the name read already. */
  const written = (formats: object): StoredRow[] => {
    const writer = new Writer(1)
    writer.add(SECRET.normalize('NFD'))
    writer.add('\u0328', formats)
    const { doc } = replay(writer.rows)
    return [{ ...(writer.rows[0] as StoredRow), update: Y.encodeStateAsUpdate(doc) }]
  }
  expect(await findSecret(written({}), SECRET)).toEqual([])
  expect(await findSecret(written({ 'ins:p': true }), SECRET)).not.toEqual([])
})
