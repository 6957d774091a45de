import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { copyOf, documentOf, paragraph, updateBy } from '../../sync/testing.ts'
import type { DocumentContent } from '../content.ts'
import { readContent } from '../read-content.ts'
import { BODY, prepareDoc } from '../yjs.ts'
import { ChangeHistory } from './change-history.ts'
import { withoutChanges } from './without-changes.ts'

const TABLE: DocumentContent[number] = {
  type: 'table',
  id: 't',
  rows: [{ id: 'r', cells: [{ id: 'c', header: false, content: [{ text: 'komórka' }] }] }],
}

it('a block of somebody else’s that never had a kind or a level has none again', () => {
  const doc = documentOf([paragraph('a', 'Najem trwa rok.')], 1)
  const marker = (text: Y.Text): Y.Map<unknown> => text.toDelta()[0].insert as Y.Map<unknown>
  for (const key of ['kind', 'level']) marker(doc.getText(BODY)).delete(key)
  const past = prepareDoc(new Y.Doc({ gc: false }))
  Y.applyUpdate(past, Y.encodeStateAsUpdate(doc))
  const rekinding = updateBy(doc, 2, (text) => {
    marker(text).set('kind', 'lit')
    marker(text).set('level', 2)
  })
  const history = new ChangeHistory(past)
  history.add([{ role: 'undo', update: rekinding }])
  expect(readContent(withoutChanges(history))).toEqual(readContent(doc.getText(BODY)))
})

it('a table that somebody else had hidden is hidden again', () => {
  const past = prepareDoc(new Y.Doc({ gc: false }))
  const doc = documentOf([paragraph('a', 'Najem'), TABLE], 1)
  const marker = (text: Y.Text): Y.Map<unknown> => text.toDelta().at(-1).insert as Y.Map<unknown>
  Y.applyUpdate(past, Y.encodeStateAsUpdate(doc))
  const hiding = updateBy(doc, 2, (text) => marker(text).delete('shown'))
  const hidden = copyOf(doc, 3)
  Y.applyUpdate(hidden, hiding)
  const showing = updateBy(hidden, 3, (text) => marker(text).set('shown', 1))
  const history = new ChangeHistory(past)
  history.add([
    { role: 'other', update: hiding },
    { role: 'undo', update: showing },
  ])
  expect(readContent(withoutChanges(history))).toEqual(readContent(hidden.getText(BODY)))
})
