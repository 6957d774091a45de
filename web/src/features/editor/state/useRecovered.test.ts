// @vitest-environment happy-dom
import {
  type Block,
  type BlockKind,
  BODY,
  createDocument,
  type DocumentContent,
  readContent,
  writeContent,
} from '@app/server/document'
import { Editor } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { afterEach, expect, test } from 'vitest'
import { createApp, shallowRef } from 'vue'
import * as Y from 'yjs'
import { i18n } from '../../../i18n/index.ts'
import { dismissToast, toasts } from '../../../ui/toast.ts'
import type { RecoveredEdit } from '../../sync/index.ts'
import { Outbox } from '../../sync/outbox.ts'
import { recoverText } from '../../sync/recovered.ts'
import type { Sync } from '../../sync/useSync.ts'
import { documentExtensions } from '../extensions/index.ts'
import { useRecovered } from './useRecovered.ts'

const OTHERS = '00000000-0000-4000-8000-000000000009'
const FIRST = { type: 'block', id: 'a', kind: 'paragraph', level: 0, content: [{ text: 'raz' }] } satisfies Block

const editors: Editor[] = []

afterEach(() => {
  for (const editor of editors.splice(0)) editor.destroy()
  for (const { id } of toasts.value) dismissToast(id)
})

function open(isProposing: boolean, ...content: DocumentContent) {
  const doc = createDocument()
  doc.transact(() => writeContent(doc.getText(BODY), content))
  const editor = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: documentExtensions({
      text: doc.getText(BODY),
      verify: true,
      proposing: { onRefused: () => undefined, words: { split: '', join: '', kind: () => '' } },
    }),
  })
  editors.push(editor)
  editor.storage.proposing.isOn = isProposing
  return { editor, read: () => readContent(doc.getText(BODY)) }
}

const block = (id: string, kind: BlockKind, words: string): Block => ({
  type: 'block',
  id,
  kind,
  level: 0,
  content: [{ text: words }],
})

/** What somebody did in a replica of this text that was then thrown away, as it is given back. */
function lost(editor: Editor, work: (mine: Editor) => void): RecoveredEdit {
  const { text } = editor.storage.collaboration.binding!
  const doc = createDocument()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(text.doc!))
  const outbox = new Outbox()
  doc.on('update', (update: Uint8Array) => outbox.add(update))
  const mine = new Editor({
    element: document.body.appendChild(document.createElement('div')),
    extensions: documentExtensions({ text: doc.getText(BODY), verify: true }),
  })
  editors.push(mine)
  work(mine)
  const about = { documentId: 'd', kind: 'refused', reason: 'FORBIDDEN', epoch: null, at: 0 } as const
  const [edit] = recoverText(doc.getText(BODY), outbox.records, about)
  return edit!
}

const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true })

function typeAt(editor: Editor, position: number, ...lines: string[]): void {
  editor.commands.setTextSelection(position)
  for (const [index, line] of lines.entries()) {
    if (index > 0) editor.view.dom.dispatchEvent(enter())
    editor.view.dispatch(editor.state.tr.insertText(line))
  }
}

/** Presses „Wstaw ponownie”; answers what is offered no more. */
async function insert(editor: Editor, given: Partial<RecoveredEdit>): Promise<string[]> {
  const dismissed: string[] = []
  const none = shallowRef<readonly RecoveredEdit[]>([])
  const sync: Pick<Sync, 'recovered' | 'stranded' | 'dismiss'> = {
    recovered: none,
    stranded: none,
    dismiss: async (id) => void dismissed.push(id),
  }
  const edit = {
    id: 'edit',
    documentId: 'd',
    kind: 'refused',
    reason: 'FORBIDDEN',
    text: 'moje słowa',
    near: null,
  } as const
  const app = createApp({
    setup() {
      const { insertEdit } = useRecovered(shallowRef(editor), sync as Sync)
      return { insertEdit }
    },
    render: () => null,
  })
  const page = app.use(i18n).mount(document.createElement('div')) as unknown as {
    insertEdit(edit: RecoveredEdit): Promise<void>
  }
  await page.insertEdit({ ...edit, blockId: 'b', structs: [], at: 0, ...given })
  app.unmount()
  return dismissed
}

const said = () => toasts.value.map(({ text }) => text)

test.each([
  ['that somebody else proposed', { ins: OTHERS }],
  ['whose kind somebody else would change', { was: { kind: 'quote', level: 0, id: OTHERS } }],
] as const)('a proposer’s words go into an empty heading %s', async (_what, proposed) => {
  const { editor, read } = open(true, FIRST, {
    type: 'block',
    id: 'b',
    kind: 'heading',
    level: 1,
    proposed,
    content: [],
  })
  expect(await insert(editor, {})).toEqual(['edit'])
  const [, heading] = read()
  expect(heading).toMatchObject({ id: 'b', kind: 'heading', proposed, content: [{ text: ' moje słowa' }] })
})

test('words go into an empty heading, which stays one', async () => {
  const { editor, read } = open(false, FIRST, { type: 'block', id: 'b', kind: 'heading', level: 1, content: [] })
  await insert(editor, {})
  expect(read()[1]).toMatchObject({ id: 'b', kind: 'heading', level: 1, content: [{ text: ' moje słowa' }] })
})

test('lines split a heading, and both its parts stay headings', async () => {
  const { editor, read } = open(false, {
    type: 'block',
    id: 'b',
    kind: 'heading',
    level: 2,
    content: [{ text: 'Tytuł' }],
  })
  editor.commands.setTextSelection(3)
  await insert(editor, { blockId: null, text: 'moje\nsłowa\nstąd' })
  expect(read()).toMatchObject([
    { id: 'b', kind: 'heading', level: 2, content: [{ text: 'Ty moje' }] },
    { kind: 'paragraph', content: [{ text: 'słowa' }] },
    { kind: 'heading', level: 2, content: [{ text: 'stądtuł' }] },
  ])
})

test('words that the document does not take stay offered, and the page says so', async () => {
  const { editor, read } = open(true, FIRST)
  const before = read()
  editor.registerPlugin(new Plugin({ filterTransaction: ({ docChanged }) => !docChanged }))
  expect(await insert(editor, { blockId: 'a' })).toEqual([])
  expect(read()).toEqual(before)
  expect(said()).toEqual([expect.stringContaining('nie udało się wstawić')])
})

test('a figure comes back in place of the one it replaced', async () => {
  const { editor, read } = open(false, block('a', 'paragraph', 'Stawka wynosi 30 zł.'))
  const edit = lost(editor, (mine) => {
    mine.commands.setTextSelection({ from: 15, to: 17 })
    mine.view.dispatch(mine.state.tr.insertText('45'))
  })
  await insert(editor, edit)
  expect(read()).toMatchObject([{ id: 'a', content: [{ text: 'Stawka wynosi 45 zł.' }] }])
  expect(said()).toEqual([i18n.global.t('editor.recovered.inserted')])
})

test('beside the one it replaced where somebody changed that meanwhile, and the page says so', async () => {
  const { editor, read } = open(false, block('a', 'paragraph', 'Stawka wynosi 30 zł.'))
  const edit = lost(editor, (mine) => {
    mine.commands.setTextSelection({ from: 15, to: 17 })
    mine.view.dispatch(mine.state.tr.insertText('45'))
  })
  editor.view.dispatch(editor.state.tr.insertText('1', 16))
  await insert(editor, edit)
  expect(read()).toMatchObject([{ content: [{ text: 'Stawka wynosi 45310 zł.' }] }])
  expect(said()).toEqual([i18n.global.t('editor.recovered.insertedBeside')])
})

test('words that replaced several units take their place', async () => {
  const { editor, read } = open(false, FIRST, block('b', 'ust', 'dwa'), block('c', 'ust', 'trzy'))
  const edit = lost(editor, (mine) => {
    mine.commands.setTextSelection({ from: 8, to: 12 })
    mine.view.dispatch(mine.state.tr.deleteSelection().insertText('X'))
  })
  await insert(editor, edit)
  expect(read()).toMatchObject([FIRST, { id: 'b', kind: 'ust', content: [{ text: 'dwXrzy' }] }])
})

test('a unit that was deleted besides stays: the words never stood instead of it', async () => {
  const { editor, read } = open(false, FIRST, block('b', 'ust', 'dwa słowa'), block('c', 'ust', 'trzy'))
  const edit = lost(editor, (mine) => {
    typeAt(mine, 4, ' X')
    mine.view.dispatch(mine.state.tr.delete(7, 18))
  })
  await insert(editor, edit)
  expect(read()).toMatchObject([
    { id: 'a', content: [{ text: 'raz X' }] },
    { id: 'b', content: [{ text: 'dwa słowa' }] },
    { id: 'c', content: [{ text: 'trzy' }] },
  ])
})

test('a figure in a cell comes back in place of the one it replaced', async () => {
  const cell = { id: 'k', header: false, content: [{ text: 'Koszt 30 zł' }] }
  const { editor, read } = open(false, { type: 'table', id: 't', rows: [{ id: 'r', cells: [cell] }] }, FIRST)
  const edit = lost(editor, (mine) => {
    mine.commands.setTextSelection({ from: 9, to: 11 })
    mine.view.dispatch(mine.state.tr.insertText('45'))
  })
  await insert(editor, edit)
  expect(read()[0]).toMatchObject({ rows: [{ cells: [{ content: [{ text: 'Koszt 45 zł' }] }] }] })
  expect(said()).toEqual([i18n.global.t('editor.recovered.inserted')])
})

const UNITS = [block('a', 'section', 'Umowa.'), block('b', 'ust', 'Pierwszy.'), block('c', 'pkt', 'trzeci')]

test('a unit that was begun comes back as one, and leaves the others as they are', async () => {
  const { editor, read } = open(false, ...UNITS)
  await insert(
    editor,
    lost(editor, (mine) => typeAt(mine, 18, '', 'Nowy.', 'Jeszcze jeden.')),
  )
  expect(read()).toMatchObject([
    UNITS[0],
    UNITS[1],
    { kind: 'ust', content: [{ text: 'Nowy.' }] },
    { kind: 'ust', content: [{ text: 'Jeszcze jeden.' }] },
    UNITS[2],
  ])
})

test('a unit that was written in front of another comes back there', async () => {
  const { editor, read } = open(false, ...UNITS)
  await insert(
    editor,
    lost(editor, (mine) => typeAt(mine, 9, 'Nowy.', '')),
  )
  expect(read()).toMatchObject([
    UNITS[0],
    { kind: 'ust', content: [{ text: 'Nowy.' }] },
    { kind: 'ust', content: [{ text: 'Pierwszy.' }] },
    UNITS[2],
  ])
})

test('a unit that was cut in two is cut again', async () => {
  const { editor, read } = open(false, ...UNITS)
  await insert(
    editor,
    lost(editor, (mine) => typeAt(mine, 13, '', 'Dopisek ')),
  )
  expect(read()).toMatchObject([
    UNITS[0],
    { kind: 'ust', content: [{ text: 'Pier' }] },
    { kind: 'ust', content: [{ text: 'Dopisek wszy.' }] },
    UNITS[2],
  ])
})
