/**
 * What runs inside the page: it notes when keys go down and when letters are painted. Letters are counted between two
 * brackets of their own per person, so that the n-th letter of somebody is their n-th keystroke on every page; names
 * at carets are not counted. "Painted" is a task after the frame that follows the change.
 */
export interface PageFigures {
  /** Milliseconds from the start of the navigation until the last words could be edited and were painted. */
  editableAfter: number
  keydowns: number[]
  /** By person, in order: when their n-th letter was painted here. Milliseconds since 1970, as `keydowns`. */
  painted: number[][]
}

declare global {
  interface Window {
    figures: PageFigures
  }
}

/** Handed to the page before its own scripts run, so it uses nothing from outside. */
export function watchNavigation(lastWords: string): void {
  window.figures = { editableAfter: 0, keydowns: [], painted: [] }
  const channel = new MessageChannel()
  channel.port1.onmessage = () => {
    window.figures.editableAfter = performance.now()
  }
  const observer = new MutationObserver(() => {
    const last = document.querySelector('[contenteditable="true"] > :last-child')
    if (!last?.textContent?.includes(lastWords)) return
    observer.disconnect()
    requestAnimationFrame(() => channel.port2.postMessage(null))
  })
  observer.observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['contenteditable'] })
}

/** Begins to note keys and letters in the block that holds the brackets. */
export function watchTyping(brackets: readonly string[]): void {
  const painted: number[][] = brackets.map(() => [])
  window.figures.keydowns = []
  window.figures.painted = painted
  const channel = new MessageChannel()
  channel.port1.onmessage = ({ data }: MessageEvent<number[]>) => {
    const now = performance.timeOrigin + performance.now()
    data.forEach((count, person) => {
      const times = painted[person] ?? []
      while (times.length < count) times.push(now)
    })
  }

  const lettersOf = (text: string, bracket: string): number => {
    const from = text.indexOf(`${bracket}[`)
    const to = text.indexOf(`]${bracket}`)
    return from < 0 || to < 0 ? 0 : to - from - bracket.length - 1
  }
  const wordsOf = (block: Element): string => {
    const carets = [...block.querySelectorAll('.remote-caret')]
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    let words = ''
    while (walker.nextNode()) {
      const { currentNode } = walker
      if (!carets.some((caret) => caret.contains(currentNode))) words += currentNode.nodeValue
    }
    return words
  }
  const find = (): Element | undefined =>
    [...document.querySelectorAll('.document-text > *')].find((block) => block.textContent?.includes(`${brackets[0]}[`))

  let block = find()
  const root = document.querySelector('.document-text') as Element
  new MutationObserver(() => {
    if (!block?.isConnected) block = find()
    if (block === undefined) return
    const words = wordsOf(block)
    const counts = brackets.map((bracket) => lettersOf(words, bracket))
    if (counts.every((count, person) => count <= (painted[person]?.length ?? 0))) return
    requestAnimationFrame(() => channel.port2.postMessage(counts))
  }).observe(root, { childList: true, subtree: true, characterData: true })
  // When the key was pressed, not when the page found the time to hear of it.
  const note = ({ timeStamp }: KeyboardEvent) => window.figures.keydowns.push(performance.timeOrigin + timeStamp)
  document.addEventListener('keydown', note, { capture: true })
}

/** Puts the caret behind somebody's opening bracket. */
export function placeCaret(bracket: string): void {
  const editor = document.querySelector<HTMLElement>('.document-text')
  if (editor === null) throw new Error('There is no text')
  editor.focus()
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode } = walker
    const at = currentNode.nodeValue?.indexOf(`${bracket}[`) ?? -1
    if (at < 0) continue
    currentNode.parentElement?.scrollIntoView({ block: 'center' })
    getSelection()?.collapse(currentNode, at + bracket.length + 1)
    return
  }
  throw new Error(`There is no ${bracket}[`)
}
