type Choice = 'theme' | 'locale' | 'shared-computer' | 'viewer'

const keyOf = (choice: Choice) => `wz.${choice}`

/** Small choices of this device. Where storage is closed (some private windows) nothing is remembered. */
export function remember(choice: Choice, value: string): void {
  try {
    localStorage.setItem(keyOf(choice), value)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

export function forget(choice: Choice): void {
  try {
    localStorage.removeItem(keyOf(choice))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

export function readRemembered(choice: Choice): string | null {
  try {
    return localStorage.getItem(keyOf(choice))
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** The remembered value, if it is one of those that mean something. */
export function readChoice<Value extends string>(choice: Choice, known: readonly Value[]): Value | null {
  const value = readRemembered(choice)
  return known.find((candidate) => candidate === value) ?? null
}

/** Calls back when another tab of this browser chose something else, or all choices were cleared. */
export function watchRemembered(choice: Choice, changed: (value: string | null) => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === keyOf(choice) || key === null) changed(readRemembered(choice))
  })
}
