// @vitest-environment happy-dom
import { type Block, BODY, createDocument, type DocumentContent, readContent, writeContent } from '@app/server/document'
import { Editor } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import { afterEach, expect, test } from 'vitest'
import { createApp, shallowRef } from 'vue'
import { i18n } from '../../../i18n/index.ts'
import { dismissToast, toasts } from '../../../ui/toast.ts'
import type { RecoveredEdit } from '../../sync/index.ts'
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
