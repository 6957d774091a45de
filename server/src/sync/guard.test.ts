import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { cellsShownBy, newRow, textHash } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { checkUpdate } from './guard.ts'
import { cellId } from './stranded.ts'
import { copyOf, documentOf, paragraph, rulesFor, updateBy } from './testing.ts'
import { columnsOf, firstCell, rowsOf, tableWith } from './testing-tables.ts'

const AUTHOR = 1_000
const ME = 777

function reasonOf(check: () => unknown): unknown {
  try {
    check()
    return 'accepted'
  } catch (error) {
    if (error instanceof AppError) return error.extensions.detail
    throw error
  }
}

/** The cells that come to be seen where an update lands in something hidden, which is shown then. */
function shownAgain(doc: Y.Doc, update: Uint8Array, show: (text: Y.Text) => void): string[] {
  const copy = copyOf(doc, AUTHOR + 1)
  Y.applyUpdate(copy, update)
  let cells: string[] = []
  copy.on('afterTransaction', (transaction: Y.Transaction) => {
    cells = cellsShownBy(transaction).map(cellId)
  })
  copy.transact(() => show(copy.getText('body')))
  return cells
}

describe('an honest update', () => {
  test('is reduced to what it changes', () => {
    const doc = documentOf([paragraph('a', 'Ala ma kota')], AUTHOR)
    const copy = copyOf(doc, ME)
    copy.getText('body').delete(1, 4)
    copy.getText('body').insert(1, 'Ola ')
    const first = checkUpdate(doc, Y.encodeStateAsUpdate(copy, Y.encodeStateVector(doc)), rulesFor([ME]))
    Y.applyUpdate(doc, first.update)
    const known = Y.encodeStateVector(doc)
    copy.getText('body').insert(5, 'nie ')
    const everything = Y.encodeStateAsUpdate(copy, known)
    const second = checkUpdate(doc, everything, rulesFor([ME]))
    expect(Y.decodeUpdate(everything).ds.clients.size).toBe(1)
    expect(Y.decodeUpdate(second.update).ds.clients.size).toBe(0)
    Y.applyUpdate(doc, second.update)
    expect(textHash(doc.getText('body'))).toBe(textHash(copy.getText('body')))
  })

  test('that adds nothing is empty', () => {
    const doc = documentOf([paragraph('a', 'Ala')], AUTHOR)
    const update = updateBy(doc, ME, (text) => text.insert(1, 'x'))
    Y.applyUpdate(doc, update)
    expect(checkUpdate(doc, update, rulesFor([ME])).isEmpty).toBe(true)
  })

  test('that overlaps what is known is trimmed', () => {
    const doc = documentOf([paragraph('a', 'Ala')], AUTHOR)
    const copy = copyOf(doc, ME)
    const updates: Uint8Array[] = []
    copy.on('update', (update: Uint8Array) => updates.push(update))
    copy.getText('body').insert(4, 'x')
    copy.getText('body').insert(5, 'y')
    Y.applyUpdate(doc, updates[0] as Uint8Array)
    const checked = checkUpdate(doc, Y.mergeUpdates(updates), rulesFor([ME]))
    expect(Y.parseUpdateMeta(checked.update).from.get(ME)).toBe(1)
    Y.applyUpdate(doc, checked.update)
    expect(doc.getText('body').toString()).toBe('Alaxy')
  })

  test('of words in a deleted row says which words', () => {
    const doc = documentOf([paragraph('a', 'x')], AUTHOR)
    doc.getText('body').insertEmbed(2, tableWith('słowo'))
    const words = updateBy(doc, ME, (text) => firstCell(text).insert(0, 'moje '))
    doc.transact(() => rowsOf(doc.getText('body')).delete(0, 1))
    const checked = checkUpdate(doc, words, rulesFor([ME]))
    expect(checked.strandedText).toBe('moje ')
    expect(checked.strandedCells).toEqual([])
  })

  test('of words in a deleted row says which of them are left, wherever their author took some back', () => {
    const doc = documentOf([paragraph('a', 'x')], AUTHOR)
    doc.getText('body').insertEmbed(2, tableWith('słowo'))
    /** Two changes that an outbox merged: the words are one struct, of which the second deletes a part. */
    const typed = (taken: number, count: number) => {
      const copy = copyOf(doc, ME)
      const updates: Uint8Array[] = []
      copy.on('update', (update: Uint8Array) => updates.push(update))
      firstCell(copy.getText('body')).insert(0, 'moje ')
      firstCell(copy.getText('body')).delete(taken, count)
      return Y.mergeUpdates(updates)
    }
    const updates = [typed(0, 1), typed(2, 1), typed(4, 1), typed(0, 5)]
    doc.transact(() => rowsOf(doc.getText('body')).delete(0, 1))
    const told = updates.map((update) => checkUpdate(doc, update, rulesFor([ME])).strandedText)
    expect(told).toEqual(['oje ', 'moe ', 'moje', ''])
  })

  test('of words in a row that was deleted by hiding says which words', () => {
    const cell = { id: 'c1', header: false, content: [{ text: 'słowo' }] }
    const table = {
      type: 'table' as const,
      id: 't',
      rows: [
        { id: 'w1', cells: [cell] },
        { id: 'w2', cells: [cell] },
      ],
    }
    const doc = documentOf([paragraph('a', 'x'), table], AUTHOR)
    const words = updateBy(doc, ME, (text) => firstCell(text).insert(0, 'moje '))
    expect(checkUpdate(doc, words, rulesFor([ME])).strandedText).toBe('')
    doc.transact(() => rowsOf(doc.getText('body')).get(0).delete('shown'))
    expect(checkUpdate(doc, words, rulesFor([ME])).strandedText).toBe('moje ')
    const cells = shownAgain(doc, words, (text) => rowsOf(text).get(0).set('shown', 1))
    expect(cells).toContain(cellId(firstCell(doc.getText('body'))))
    expect(checkUpdate(doc, words, rulesFor([ME])).strandedCells).toEqual([cellId(firstCell(doc.getText('body')))])
  })

  test('of words in a new row, in a column that was deleted meanwhile, says which words', () => {
    const cells = ['c1', 'c2'].map((id) => ({ id, header: false, content: [] }))
    const table = { type: 'table' as const, id: 't', rows: [{ id: 'w1', cells }] }
    const doc = documentOf([paragraph('a', 'x'), table], AUTHOR)
    const words = updateBy(doc, ME, (text) => {
      const texts = ['c1', 'c2'].map((id) => [id, new Y.Text(`${id} `)] as const)
      rowsOf(text).push([newRow({ id: 'w2', header: false, cells: texts })])
    })
    expect(checkUpdate(doc, words, rulesFor([ME])).strandedText).toBe('')
    columnsOf(doc.getText('body')).delete(1)
    const { strandedText, strandedCells } = checkUpdate(doc, words, rulesFor([ME]))
    expect(strandedText).toBe('c2 ')
    expect(strandedCells).toHaveLength(1)
    expect(shownAgain(doc, words, (text) => columnsOf(text).insert(1, ['c2']))).toEqual(
      expect.arrayContaining([...strandedCells]),
    )
  })

  test('of words in a new column of a row or a table that was deleted by hiding says which words', () => {
    const cell = { id: 'c1', header: false, content: [] }
    const table = { type: 'table' as const, id: 't', rows: [{ id: 'w1', cells: [cell] }] }
    const doc = documentOf([paragraph('a', 'x'), table], AUTHOR)
    const words = updateBy(doc, ME, (text) => {
      columnsOf(text).push(['c2'])
      const cells = rowsOf(text).get(0).get('cells') as Y.Map<unknown>
      cells.set('c2', new Y.Text('moje '))
    })
    const row = rowsOf(doc.getText('body')).get(0)
    const marker = row.parent?.parent as Y.Map<unknown>
    expect(checkUpdate(doc, words, rulesFor([ME])).strandedText).toBe('')
    for (const hidden of [row, marker]) {
      hidden.delete('shown')
      const { strandedText, strandedCells } = checkUpdate(doc, words, rulesFor([ME]))
      expect(strandedText).toBe('moje ')
      expect(strandedCells).toHaveLength(1)
      const show = (text: Y.Text) => {
        const first = rowsOf(text).get(0)
        const shown = hidden === row ? first : (first.parent?.parent as Y.Map<unknown>)
        shown.set('shown', 1)
      }
      expect(shownAgain(doc, words, show)).toEqual(expect.arrayContaining([...strandedCells]))
      hidden.set('shown', 1)
    }
  })
})

describe('characters that no database keeps', () => {
  const table = {
    type: 'table' as const,
    id: 't',
    rows: [{ id: 'w1', cells: [{ id: 'c1', header: false, content: [] }] }],
  }
  const doc = documentOf([paragraph('a', 'x'), table], AUTHOR)
  const reason = (update: Uint8Array): unknown => reasonOf(() => checkUpdate(doc, update, rulesFor([ME])))
  const inCell = updateBy(doc, ME, (text) => firstCell(text).insert(0, 'ab\0cd'))

  test('are refused in the text, in a cell, in one that is hidden and in one that is gone', () => {
    expect(reason(updateBy(doc, ME, (text) => text.insert(1, 'ab\0cd')))).toBe('forbidden-content')
    expect(reason(inCell)).toBe('forbidden-content')
    const row = rowsOf(doc.getText('body')).get(0)
    row.delete('shown')
    expect(reason(inCell)).toBe('forbidden-content')
    rowsOf(doc.getText('body')).delete(0)
    expect(reason(inCell)).toBe('forbidden-content')
  })

  test('are refused in values, be it as half a character', () => {
    for (const end of ['\0', '\ud83d', '\udcf1x']) {
      const link = { href: `https://example.org/${end}` }
      expect(reason(updateBy(doc, ME, (text) => text.format(1, 1, { link })))).toBe('forbidden-content')
      const level = updateBy(doc, ME, (text) => void text.insertEmbed(1, new Y.Map([['id', `a${end}`]])))
      expect(reason(level)).toBe('forbidden-content')
    }
    const whole = updateBy(doc, ME, (text) => text.format(1, 1, { link: { href: 'https://example.org/\ud83d\udcf1' } }))
    expect(reason(whole)).toBe('accepted')
  })

  test('are looked for in values of a shape that is ours alone, however deep others are', () => {
    const flat = 'a'.repeat(39_998)
    const deepened = (update: Uint8Array): Uint8Array => {
      const at = Buffer.from(update).indexOf(JSON.stringify(flat))
      update.fill('['.charCodeAt(0), at, at + 20_000).fill(']'.charCodeAt(0), at + 20_000, at + 40_000)
      return update
    }
    const look = updateBy(doc, ME, (text) => text.format(1, 1, { link: flat }))
    const embed = updateBy(doc, ME, (text) => text.applyDelta([{ retain: 1 }, { insert: { is: flat } }]))
    expect([look, embed].map((update) => reason(deepened(update)))).toEqual(['forbidden-content', 'forbidden-content'])
  })

  test('cannot come as half a character of the text: its bytes say another one, or are none', () => {
    const half = updateBy(doc, ME, (text) => text.insert(1, 'half \ud83d'))
    expect(reason(half)).toBe('accepted')
    const copy = copyOf(doc, ME + 1)
    Y.applyUpdate(copy, half)
    expect(copy.getText('body').toString()).toContain('half \ufffd')
    const at = Buffer.from(half).indexOf('\ufffd')
    half.set([0xed, 0xa0, 0xbd], at)
    expect(reason(half)).toBe('malformed')
  })

  test('are taken where the log has them already: a push that comes again adds nothing', () => {
    const known = copyOf(doc, AUTHOR + 1)
    const update = updateBy(known, ME, (text) => text.insert(1, 'ab\0cd'))
    Y.applyUpdate(known, update)
    expect(checkUpdate(known, update, rulesFor([ME])).isEmpty).toBe(true)
  })
})

describe('cost is counted before it is paid', () => {
  test('letters typed backwards beside thousands of others at the same place', () => {
    const doc = documentOf([paragraph('a', 'AB')], AUTHOR)
    const other = copyOf(doc, ME - 1)
    const mine = updateBy(doc, ME, typeBackwards(3_900))
    for (let i = 0; i < 3_000; i++) other.getText('body').insert(2, 'x')
    expect(reasonOf(() => checkUpdate(other, mine, rulesFor([ME])))).toBe('too-costly')
    expect(reasonOf(() => checkUpdate(doc, mine, rulesFor([ME])))).toBe('accepted')
  })

  test('thousands of items of one origin that each walk over all others, in no honest history', () => {
    const doc = documentOf([paragraph('a', 'x'.repeat(10_000))], AUTHOR)
    const first = bodyStart(doc)
    const items = Array.from({ length: 3_500 }, (_, clock) => {
      const origin = Y.createID(AUTHOR, first)
      const right = Y.createID(AUTHOR, first + 9_999 - clock)
      return new Y.Item(Y.createID(ME, clock), null, origin, null, right, null, null, new Y.ContentString('a'))
    })
    expect(reasonOf(() => checkUpdate(doc, encode(items), rulesFor([ME])))).toBe('torn-siblings')
  })

  test('thousands of values of one key, each put first', () => {
    const doc = documentOf([paragraph('a', 'x')], AUTHOR)
    const marker = doc.getText('body')._start as Y.Item
    const items = Array.from({ length: 3_500 }, (_, clock) => {
      const id = Y.createID(ME, clock)
      return new Y.Item(id, null, null, null, null, marker.id as never, 'level', new Y.ContentAny([1]))
    })
    expect(reasonOf(() => checkUpdate(doc, encode(items), rulesFor([ME])))).toBe('torn-siblings')
  })

  test('deleting every second letter of a long run', () => {
    const doc = documentOf([paragraph('a', 'x'.repeat(120_000))], AUTHOR)
    const first = bodyStart(doc)
    const ranges = Array.from({ length: 30_000 }, (_, index) => ({ clock: first + index * 2, len: 1 }))
    expect(reasonOf(() => checkUpdate(doc, encodeDeletes(AUTHOR, ranges), rulesFor([ME])))).toBe('too-costly')
  })

  test('a long paste and a long offline evening are not costly', () => {
    const doc = documentOf([paragraph('a', 'Ala ma kota')], AUTHOR)
    const update = updateBy(doc, ME, (text) => {
      for (let i = 0; i < 1_900; i++) {
        text.insert(1, 'x', { bold: true })
        text.insert(text.length, 'y')
      }
    })
    for (let i = 0; i < 1_000; i++) doc.getText('body').insert(1 + (i % 7), 'z')
    expect(checkUpdate(doc, update, rulesFor([ME])).isEmpty).toBe(false)
  })
})

describe('neighbours that no honest history puts side by side', () => {
  const doc = documentOf([paragraph('a', 'abcdefgh')], AUTHOR)
  const first = bodyStart(doc)
  const between = (left: number, right: number): Uint8Array => {
    const [origin, rightOrigin] = [left, right].map((index) => Y.createID(AUTHOR, first + index)) as [Y.ID, Y.ID]
    return encode([
      new Y.Item(Y.createID(ME, 0), null, origin, null, rightOrigin, null, null, new Y.ContentString('x')),
    ])
  }

  test.each([
    ['the right one before the left one', 5, 2],
    ['one and the same', 4, 4],
    ['with letters between that the author must have seen', 1, 6],
  ])('%s', (_name, left, right) => {
    expect(reasonOf(() => checkUpdate(doc, between(left, right), rulesFor([ME])))).toBe('torn-siblings')
  })

  test('but side by side, or with letters between that came later', () => {
    expect(reasonOf(() => checkUpdate(doc, between(3, 4), rulesFor([ME])))).toBe('accepted')
    const later = copyOf(doc, 5)
    later.getText('body').insert(5, 'zzz')
    expect(reasonOf(() => checkUpdate(later, between(3, 4), rulesFor([ME])))).toBe('accepted')
  })
})

test('bytes beside the update are never read', () => {
  const doc = documentOf([paragraph('a', 'Ala')], AUTHOR)
  const secret = new TextEncoder().encode('to należy do kogoś innego')
  const claim = [1, 1, ...varUint(ME), 0, 0x84, ...varUint(AUTHOR), 1, secret.length]
  const shared = new Uint8Array([...claim, ...secret, 0])
  expect(reasonOf(() => checkUpdate(doc, shared.subarray(0, claim.length), rulesFor([ME])))).toBe('malformed')
})

/** The clock of the first letter after the first marker. */
function bodyStart(doc: Y.Doc): number {
  for (let item = doc.getText('body')._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentString) return item.id.clock
  }
  throw new Error('no letters')
}

function varUint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varUint(Math.floor(value / 128))]
}

function encode(items: readonly Y.Item[]): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  for (const byte of [1, ...varUint(items.length), ...varUint(ME), 0]) encoder.writeInfo(byte)
  for (const item of items) item.write(encoder, 0)
  encoder.writeInfo(0)
  return encoder.toUint8Array()
}

function encodeDeletes(client: number, ranges: readonly { clock: number; len: number }[]): Uint8Array {
  const numbers = [0, 1, client, ranges.length, ...ranges.flatMap(({ clock, len }) => [clock, len])]
  return new Uint8Array(numbers.flatMap(varUint))
}

function typeBackwards(count: number): (text: Y.Text) => void {
  return (text) => {
    for (let i = 0; i < count; i++) text.insert(2, 'y')
  }
}

test.each([
  ['the same range again and again', Array.from({ length: 30_000 }, () => [0, 8_000] as const)],
  ['ranges that lie over each other', [[0, 10] as const, [9, 5] as const]],
  ['ranges that go back', [[20, 1] as const, [10, 1] as const]],
])('deletes by ranges that rise, as Yjs writes them; not by %s', (_name, ranges) => {
  const doc = documentOf([paragraph('a', 'x'.repeat(8_000))], AUTHOR)
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, AUTHOR, ranges.length]) encoding.writeVarUint(encoder, number)
  for (const number of ranges.flat()) encoding.writeVarUint(encoder, number)
  expect(reasonOf(() => checkUpdate(doc, encoding.toUint8Array(encoder), rulesFor([ME])))).toBe('malformed')
})
