import type { Transaction } from '@tiptap/pm/state'
import { ReplaceStep } from '@tiptap/pm/transform'

const PROPOSED = ['ins', 'del', 'set']

/** Words typed inside a proposal belong to whoever types them: the marks around them are not taken over. */
export function withoutInherited(transaction: Transaction): Transaction {
  const typed = typedRange(transaction)
  if (typed === null) return transaction
  const { from, to } = typed
  const { storedMarks, storedMarksSet } = transaction
  let hasMarks = false
  transaction.doc.nodesBetween(from, to, (node) => {
    hasMarks ||= node.marks.some(({ type }) => PROPOSED.includes(type.name))
  })
  if (!hasMarks) return transaction
  for (const name of PROPOSED) {
    const type = transaction.doc.type.schema.marks[name]
    if (type) transaction.removeMark(from, to, type)
  }
  return storedMarksSet ? transaction.setStoredMarks(storedMarks) : transaction
}

/** What one step typed; moved text keeps its marks. */
function typedRange(transaction: Transaction): { from: number; to: number } | null {
  const [step] = transaction.steps
  if (transaction.steps.length !== 1 || !(step instanceof ReplaceStep)) return null
  if (['drop', 'paste', 'cut'].includes(transaction.getMeta('uiEvent'))) return null
  const { content, openStart } = step.slice
  if (openStart > 0 || content.size === 0 || content.firstChild?.isInline !== true) return null
  return { from: step.from, to: step.from + content.size }
}
