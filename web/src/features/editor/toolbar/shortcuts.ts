type Translate = (key: string) => string

const NAMED = new Set([
  ...['Enter', 'Tab', 'Escape', 'Shift', 'Mod', 'Alt', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Click'],
])

/** "Mod-Shift-7" in the person's words: „Ctrl+Shift+7”; on a Mac the command key is meant. */
export function shortcutWords(keys: string, t: Translate): string {
  return keys
    .split('-')
    .map((key) => keyWord(key, t))
    .join('+')
}

function keyWord(key: string, t: Translate): string {
  if (key === 'Mod' && isMac()) return '⌘'
  if (NAMED.has(key)) return t(`editor.help.keys.${key}`)
  return key.length === 1 ? key.toUpperCase() : key
}

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iP(hone|ad|od)/.test(navigator.platform)
}

/** Ctrl (or ⌘) alone: Ctrl+Alt is how a Polish keyboard types its letters. */
export function isModKey(event: KeyboardEvent, key: string, shift = false): boolean {
  const mod = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey
  return mod && !event.altKey && event.shiftKey === shift && event.key.toLowerCase() === key
}
