import type { Page } from 'playwright-core'
import { until } from './until.ts'

/** Somebody who has no mouse: after every key the focus must be somewhere, be seen, and lie under nothing. */
export interface KeyboardPerson {
  press(...keys: string[]): Promise<void>
  type(words: string): Promise<void>
  /** Goes by Tab, or another key, to what has this name. */
  goTo(name: string | RegExp, key?: string): Promise<void>
  /** What has the focus: its accessible name, or its role where it has none. */
  focused(): Promise<string>
  /** Waits until what has this name got the focus. */
  isAt(name: string | RegExp): Promise<void>
}

/** So many stops has no page. */
const MOST_STOPS = 90

export function keyboardPerson(page: Page): KeyboardPerson {
  const focused = () => page.evaluate(nameOfFocused)
  const fits = (name: string, wanted: string | RegExp) =>
    typeof wanted === 'string' ? name === wanted : wanted.test(name)

  async function press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await page.keyboard.press(key)
      await seeFocus(page, `after ${key}`)
    }
  }

  return {
    press,
    focused,
    type: async (words) => {
      await page.keyboard.type(words)
      await seeFocus(page, `after typing „${words}”`)
    },
    async goTo(wanted, key = 'Tab') {
      const stops: string[] = []
      while (!fits(await focused(), wanted)) {
        if (stops.length >= MOST_STOPS) throw new Error(`${key} does not reach ${wanted}: ${stops.join(' · ')}`)
        await press(key)
        stops.push(await focused())
      }
    },
    async isAt(wanted) {
      await until(`the focus at ${wanted}`, async () => fits(await focused(), wanted)).catch(async (error: unknown) => {
        throw new Error(`The focus is at „${await focused()}”, not at ${wanted}.`, { cause: error })
      })
      await seeFocus(page, `at ${wanted}`)
    },
  }
}

/** Menus and dialogs take the focus in their own time; what is wrong then stays wrong. */
async function seeFocus(page: Page, when: string): Promise<void> {
  let problem: string | null = null
  await until(
    'the focus to be seen',
    async () => {
      problem = await page.evaluate(problemOfFocus)
      return problem === null
    },
    3_000,
  ).catch(async (cause: unknown) => {
    throw new Error(`${when}: ${problem}`, { cause })
  })
}

function nameOfFocused(): string {
  const element = document.activeElement
  if (!element || element === document.body) return 'nothing'
  const ids = element.getAttribute('aria-labelledby')?.split(' ') ?? []
  const isField = [HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement].some((kind) => element instanceof kind)
  const labels = isField ? ((element as HTMLInputElement).labels ?? []) : []
  const texts = [
    element.getAttribute('aria-label'),
    ids.map((id) => document.getElementById(id)?.textContent).join(' '),
    [...labels].map((label) => label.textContent).join(' '),
    element.textContent,
    element.getAttribute('role'),
    element.tagName,
  ]
  return texts.map((text) => text?.replace(/\s+/g, ' ').trim() ?? '').find((text) => text !== '') ?? ''
}

/** What is wrong with where the focus is; null when nothing is. */
function problemOfFocus(): string | null {
  const element = document.activeElement
  if (!element || element === document.body) return 'the focus is lost'
  const name = `„${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}”`
  const isText = element.getAttribute('role') === 'textbox'
  const box = isText ? caretBox() : element.getClientRects()[0]
  if (!box) return `${name} has no place on the page`
  // A heading or frame that focus was sent to is no control and needs no mark.
  const isControl = element instanceof HTMLElement && element.tabIndex >= 0
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const hasMark = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  if (isControl && !isText && !hasMark) return `${name} has the focus, and nothing shows it`
  return isControl ? covered(element, box, name) : null

  function caretBox(): DOMRect | undefined {
    const selection = getSelection()
    if (!selection?.focusNode || !element?.contains(selection.focusNode)) return undefined
    const range = document.createRange()
    range.setStart(selection.focusNode, selection.focusOffset)
    const block = selection.focusNode instanceof Element ? selection.focusNode : selection.focusNode.parentElement
    return range.getClientRects()[0] ?? block?.getBoundingClientRect()
  }

  function covered(control: Element, place: DOMRect, what: string): string | null {
    const left = Math.max(place.left, 0)
    const right = Math.min(Math.max(place.right, place.left + 1), innerWidth)
    const top = Math.max(place.top, 0)
    const bottom = Math.min(Math.max(place.bottom, place.top + 1), innerHeight)
    const where = `${Math.round(place.top)}–${Math.round(place.bottom)} of ${innerHeight}`
    if (left >= right || top >= bottom) return `${what} is out of sight, at ${where}`
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
    const isSeen = hit !== null && (control.contains(hit) || hit.closest('label')?.contains(control) === true)
    return isSeen ? null : `${what} lies at ${where} under ${hit?.outerHTML.slice(0, 120)}`
  }
}
