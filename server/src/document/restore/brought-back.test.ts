import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { copyOf, documentOf, paragraph, updateBy } from '../../sync/testing.ts'
import { canonicalJson } from '../canonical.ts'
import { readContent } from '../read-content.ts'
import { BODY, prepareDoc } from '../yjs.ts'
import { ChangeHistory, type PlayedRow } from './change-history.ts'
import { patchTo } from './patch.ts'
import { withoutChanges } from './without-changes.ts'

const textOf = (doc: Y.Doc): string => canonicalJson(readContent(doc.getText(BODY)))

it('undoing an emptying after everything was restored brings nothing twice', () => {
  const whole = documentOf(
    [paragraph('a', 'Najem trwa rok.'), paragraph('b', 'Czynsz jest niski.'), paragraph('c', 'x')],
    1,
  )
  const emptying = updateBy(whole, 2, (text) => text.delete(1, text.length - 1))
  const emptied = copyOf(whole, 3)
  Y.applyUpdate(emptied, emptying)
  const restoring = updateBy(emptied, 4, (text) => patchTo(text, whole.getText(BODY), { isThread: () => false }))
  const kept = prepareDoc(new Y.Doc({ gc: false }))
  Y.applyUpdate(kept, Y.encodeStateAsUpdate(whole))
  const history = new ChangeHistory(kept)
  const rows: PlayedRow[] = [
    { role: 'undo', update: emptying },
    { role: 'other', update: restoring },
  ]
  history.add(rows)
  expect(canonicalJson(readContent(withoutChanges(history)))).toBe(textOf(whole))
})
