import { BLOCK_KINDS } from '@app/server/document'
import type { Transaction } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { backspace, enter } from '../../web/src/features/editor/extensions/split-join.ts'
import { block, type HeadlessEditor, Pair, schema } from './editors.ts'
import { Random } from './random.ts'

const ROUNDS = 40
const MIDDLE = 'abcdefghijklmnopqrst'
const WORDS = `Pierwszy${MIDDLE}Ostatni`

interface Duel {
  pair: Pair
  random: Random
  /** Where the middle block starts. */
  start: number
}

/** Both act while apart; then they meet. Answers what must hold of the first editor. */
type Act = (duel: Duel) => (editor: HeadlessEditor) => void

function duel(name: string, act: Act): void {
  test(name, () => {
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const random = new Random(seed)
      const pair = new Pair([block('Pierwszy'), block(MIDDLE), block('Ostatni')])
      const start = pair.a.state.doc.child(0).nodeSize
      pair.separate()
      const expectation = act({ pair, random, start })
      pair.meet()
      expect(pair.a.state.doc.toJSON(), `seed ${seed}`).toEqual(pair.b.state.doc.toJSON())
      expectation(pair.a)
      pair.destroy()
    }
  })
}

function press(editor: HeadlessEditor, position: number, change: typeof enter): void {
  editor.select(position)
  editor.edit((transaction) => void change(editor.state, transaction))
}

function type(editor: HeadlessEditor, text: string, position?: number): void {
  editor.edit((transaction: Transaction) => transaction.insertText(text, position))
}

function has(text: string, blocks: number, ...typed: string[]) {
  return (editor: HeadlessEditor) => {
    const found = typed.reduce((rest, word) => rest.replace(word, ''), editor.state.doc.textContent)
    for (const word of typed) expect(editor.state.doc.textContent.split(word)).toHaveLength(2)
    expect(found).toBe(text)
    expect(editor.state.doc.childCount).toBe(blocks)
  }
}

duel('Enter and Enter at any two places', ({ pair, random, start }) => {
  press(pair.a, start + 1 + random.below(21), enter)
  press(pair.b, start + 1 + random.below(21), enter)
  return has(WORDS, 5)
})

duel('Enter and Enter at the same place', ({ pair, random, start }) => {
  const place = start + 1 + random.below(21)
  press(pair.a, place, enter)
  press(pair.b, place, enter)
  return has(WORDS, 5)
})

duel('Enter and typing', ({ pair, random, start }) => {
  press(pair.a, start + 1 + random.below(21), enter)
  type(pair.b, 'ZZ', start + 1 + random.below(21))
  return has(WORDS, 4, 'ZZ')
})

duel('Enter and Enter, and both type on', ({ pair, random, start }) => {
  press(pair.a, start + 1 + random.below(21), enter)
  press(pair.b, start + 1 + random.below(21), enter)
  type(pair.a, 'AA')
  type(pair.b, 'BB')
  return has(WORDS, 5, 'AA', 'BB')
})

duel('a join and typing', ({ pair, random, start }) => {
  press(pair.a, start + 1, backspace)
  type(pair.b, 'ZZ', start + 1 + random.below(21))
  return has(WORDS, 2, 'ZZ')
})

duel('the same join twice', ({ pair, start }) => {
  press(pair.a, start + 1, backspace)
  press(pair.b, start + 1, backspace)
  return has(WORDS, 2)
})

duel('a kind and typing', ({ pair, random, start }) => {
  const kind = random.pick(BLOCK_KINDS.slice(1))
  const level = random.below(6)
  pair.a.edit((tr) => tr.setNodeAttribute(start, 'kind', kind).setNodeAttribute(start, 'level', level))
  type(pair.b, 'ZZ', start + 1 + random.below(21))
  return (editor) => {
    has(WORDS, 3, 'ZZ')(editor)
    expect(editor.state.doc.child(1).attrs).toMatchObject({ kind, level })
  }
})

duel('a kind and Enter', ({ pair, random, start }) => {
  const kind = random.pick(BLOCK_KINDS.slice(1))
  pair.a.edit((tr) => tr.setNodeAttribute(start, 'kind', kind))
  press(pair.b, start + 2 + random.below(18), enter)
  return (editor) => {
    has(WORDS, 4)(editor)
    expect(editor.state.doc.child(1).attrs.kind).toBe(kind)
  }
})

duel('a join and the kind of what is joined', ({ pair, start }) => {
  press(pair.a, start + 1, backspace)
  pair.b.edit((tr) => tr.setNodeAttribute(start, 'kind', 'quote'))
  return has(WORDS, 2)
})

duel('a join and Enter inside', ({ pair, start }) => {
  press(pair.a, start + 1, backspace)
  press(pair.b, start + 5, enter)
  return has(WORDS, 3)
})

duel('bold across a split, and Enter', ({ pair, random, start }) => {
  pair.a.edit((tr) => tr.addMark(start + 3, start + 15, schema.mark('bold')))
  press(pair.b, start + 2 + random.below(18), enter)
  return (editor) => {
    has(WORDS, 4)(editor)
    let bold = 0
    editor.state.doc.descendants((node) => {
      if (node.isText && node.marks.length > 0) bold += node.nodeSize
    })
    expect(bold).toBe(12)
  }
})

duel('the first block deleted, and a join into it', ({ pair, start }) => {
  pair.a.edit((tr) => tr.delete(0, start))
  press(pair.b, start + 1, backspace)
  return (editor) => expect(editor.state.doc.textContent).toBe(`${MIDDLE}Ostatni`)
})

duel('a block deleted, and typing in it: the words stay', ({ pair, random, start }) => {
  pair.a.edit((tr) => tr.delete(start, start + MIDDLE.length + 2))
  type(pair.b, 'ZZ', start + 1 + random.below(21))
  return (editor) => expect(editor.state.doc.textContent).toBe('PierwszyZZOstatni')
})

duel('everything deleted by both', ({ pair }) => {
  for (const editor of [pair.a, pair.b]) editor.edit((tr) => tr.delete(0, tr.doc.content.size))
  return (editor) => expect(editor.state.doc.textContent).toBe('')
})
