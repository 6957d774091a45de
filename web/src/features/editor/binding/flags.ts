import type { PluginView } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'

/** Between a flag and the right edge of the window. */
const MARGIN_PX = 4

/**
 * Keeps name flags in the window: one beside a caret at the end of a line would stick out of a phone's, and the whole page
 * could be pushed sideways. They are measured once a frame, when the page is laid out anyway.
 */
export function flagsInSight(view: EditorView): PluginView {
  let frame: number | null = null
  const schedule = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = null
      moveFlags(view.dom)
    })
  }
  window.addEventListener('resize', schedule)
  return {
    update: schedule,
    destroy() {
      window.removeEventListener('resize', schedule)
      if (frame !== null) cancelAnimationFrame(frame)
    },
  }
}

function moveFlags(text: HTMLElement): void {
  const flags = [...text.querySelectorAll<HTMLElement>('.remote-caret-flag')]
  const edge = document.documentElement.clientWidth - MARGIN_PX
  const excesses = flags.map((flag) => leftOf(flag) + flag.offsetWidth - edge)
  for (const [index, flag] of flags.entries()) flag.style.translate = `${Math.min(0, -(excesses[index] ?? 0))}px`
}

function leftOf(flag: HTMLElement): number {
  return flag.parentElement?.getBoundingClientRect().left ?? 0
}
