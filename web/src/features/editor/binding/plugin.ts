import { Plugin } from '@tiptap/pm/state'
import { type BindingOptions, bindingKey, LinearBinding } from './binding.ts'
import { PROPOSED } from './proposed.ts'
import type { LocalStep } from './steps.ts'

/** ProseMirror reads what was composed 20 ms after the end. */
export const AFTER_COMPOSITION_MS = 50

const NO_STEPS: readonly LocalStep[] = []

/** The binding of one editor to one text, and the plugin that drives it. Whoever makes it calls `binding.destroy()`. */
export function linearBinding(options: BindingOptions): { plugin: Plugin; binding: LinearBinding } {
  const binding = new LinearBinding(options)
  const plugin = new Plugin<{ steps: readonly LocalStep[] }>({
    key: bindingKey,
    state: {
      init: () => ({ steps: NO_STEPS }),
      apply(transaction, { steps }, oldState) {
        if (transaction.getMeta(bindingKey)) return { steps: NO_STEPS }
        const waiting = binding.hasSeen(oldState.doc) ? NO_STEPS : steps
        if (!transaction.docChanged) return { steps: waiting }
        const added = transaction.steps.map((step, index) => ({
          step,
          before: transaction.docs[index] ?? oldState.doc,
          after: transaction.docs[index + 1] ?? transaction.doc,
          by: transaction.getMeta(PROPOSED),
        }))
        return { steps: [...waiting, ...added] }
      },
    },
    view(view) {
      binding.attach(view)
      return {
        update: () => binding.flush(bindingKey.getState(view.state)?.steps ?? NO_STEPS),
        destroy: () => binding.detach(),
      }
    },
    props: {
      handleDOMEvents: {
        compositionend: () => {
          setTimeout(() => binding.heal(), AFTER_COMPOSITION_MS)
          return false
        },
      },
    },
  })
  return { plugin, binding }
}
