import type { EditorView } from '@tiptap/pm/view'
import type { Arrivals } from '../sync/index.ts'
import type { LinearBinding } from './binding/binding.ts'
import { AFTER_COMPOSITION_MS } from './binding/plugin.ts'

/** Keyboards of phones compose as long as the caret is in a word: who pauses in one sees others' changes all the same. */
const PAUSE_MS = 3_000
const LATEST_MS = 10_000

/**
 * While an input method composes a word, what others do to the piece of text it stands in waits for the end of the word:
 * otherwise the browser would begin the word anew and leave what there was of it, and it would stand there twice.
 * Answers how to stop.
 */
export function waitForWords(view: EditorView, binding: LinearBinding, arrivals: Arrivals): () => void {
  let pause: ReturnType<typeof setTimeout> | undefined
  let latest: ReturnType<typeof setTimeout> | undefined

  function release(): void {
    clearTimeout(pause)
    clearTimeout(latest)
    latest = undefined
    arrivals.release()
  }

  /** The word as it is by now is done; what the input method writes next begins another. */
  function endWord(): void {
    if (!view.composing) return
    view.dom.blur()
    view.focus()
  }

  function giveUpWaiting(): void {
    if (!arrivals.areHeld) return
    endWord()
    setTimeout(release, AFTER_COMPOSITION_MS)
  }

  function waitForPause(): void {
    clearTimeout(pause)
    if (arrivals.areHeld) pause = setTimeout(giveUpWaiting, PAUSE_MS)
  }

  const ended = () => setTimeout(() => view.composing || release(), AFTER_COMPOSITION_MS)
  view.dom.addEventListener('compositionupdate', waitForPause)
  view.dom.addEventListener('compositionend', ended)
  arrivals.host = {
    mustWait(update) {
      const node = view.composing ? view.dom.ownerDocument.getSelection()?.focusNode : null
      if (!(node instanceof Text) || !view.dom.contains(node)) return false
      const from = view.posAtDOM(node, 0)
      if (!binding.wouldChange(update, from, from + node.length)) return false
      pause = setTimeout(giveUpWaiting, PAUSE_MS)
      latest ??= setTimeout(giveUpWaiting, LATEST_MS)
      return true
    },
    makeWay: endWord,
  }
  return () => {
    view.dom.removeEventListener('compositionupdate', waitForPause)
    view.dom.removeEventListener('compositionend', ended)
    arrivals.host = null
    release()
  }
}
