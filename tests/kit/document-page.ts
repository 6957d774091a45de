import type { BrowserContext, Locator, Page } from 'playwright-core'
import { type PageProblems, type WindowOptions, watchProblems } from './browser.ts'
import type { TestPage } from './page.ts'
import type { SeededDocument, SeededPerson } from './seed.ts'
import { until } from './until.ts'

/** Somebody with a document open in a browser of their own. */
export interface Writer {
  context: BrowserContext
  page: Page
  problems: PageProblems
  /** The text field. */
  text: Locator
  /** The block that holds these words. */
  block(words: string): Locator
  /** Selects the first word of the block that holds these words. */
  selectFirstWord(words: string): Promise<void>
  /** Puts the caret at the end of the block that holds these words. */
  caretAfter(words: string): Promise<void>
  /** Puts the caret at the start of the block that holds these words, or of the one at this place. */
  caretBefore(words: string | number): Promise<void>
  /** What the save state says. */
  state(): Promise<string>
  saved(): Promise<void>
  /** Without a connection: all words are on the device, the page says so, and would let its person go. */
  kept(): Promise<void>
  /** Words of every block, without the flags of others' carets; a mark in front where the block has one. */
  lines(): Promise<string[]>
  sees(words: string): Promise<void>
}

/** Opens the document and waits until its text is there. */
export async function openDocument(
  kit: TestPage,
  person: SeededPerson,
  document: SeededDocument,
  options: WindowOptions = {},
): Promise<Writer> {
  const context = await kit.as(person, options)
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}`)
  return writerOn(context, page, problems)
}

export async function writerOn(context: BrowserContext, page: Page, problems: PageProblems): Promise<Writer> {
  const text = page.locator('.document-text')
  // The first page of a run waits for a browser, a server and their threads to start.
  await text.waitFor({ timeout: 60_000 })
  const block = (words: string) => text.locator('> *').filter({ hasText: words })
  const state = async () => (await page.getByTestId('save-state').textContent())?.trim() ?? ''
  const lines = () => text.evaluate(readLines)
  const putCaret = async (words: string | number, key: 'Home' | 'End') => {
    const target = typeof words === 'number' ? text.locator('> *').nth(words) : block(words)
    await target.click()
    await page.keyboard.press(key)
    await until(`the caret at the ${key} of „${words}”`, () => target.evaluate(isCaretAtEdge, key))
  }
  return {
    context,
    page,
    problems,
    text,
    block,
    caretAfter: (words) => putCaret(words, 'End'),
    caretBefore: (words) => putCaret(words, 'Home'),
    async selectFirstWord(words) {
      await block(words).dblclick({ position: { x: 12, y: 14 } })
      // The browser tells the editor of a selection only after what made it.
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))))
    },
    state,
    async kept() {
      const words = 'Offline – zmiany są na tym urządzeniu'
      await until(
        'the words to be on the device',
        async () => (await state()) === words && (await page.evaluate(mayLeave)),
      )
    },
    saved: async () => void (await until('everything to be saved', async () => (await state()) === 'Zapisano')),
    lines,
    async sees(words) {
      const seen = async () => (await lines()).join('\n')
      await until(`„${words}” to arrive`, async () => (await seen()).includes(words)).catch(async (error: unknown) => {
        throw new Error(`The page shows: ${await seen()}`, { cause: error })
      })
    },
  }
}

/** As if the tab were about to be closed: a page that would ask stops it. */
const mayLeave = (): boolean => dispatchEvent(new Event('beforeunload', { cancelable: true }))

function isCaretAtEdge(element: Element, key: 'Home' | 'End'): boolean {
  const caret = getSelection()
  if (!caret?.focusNode || !element.contains(caret.focusNode)) return false
  const rest = document.createRange()
  rest.selectNodeContents(element)
  if (key === 'End') rest.setStart(caret.focusNode, caret.focusOffset)
  else rest.setEnd(caret.focusNode, caret.focusOffset)
  const left = rest.cloneContents()
  for (const flag of left.querySelectorAll('.remote-caret')) flag.remove()
  return left.textContent === ''
}

function readLines(root: Element): string[] {
  return [...root.children].map((child) => {
    const copy = child.cloneNode(true) as Element
    for (const caret of copy.querySelectorAll('.remote-caret')) caret.remove()
    const label = child.getAttribute('data-label')
    const words = copy.textContent ?? ''
    return (label ? `${label} ${words}` : words).replaceAll('\u00a0', ' ')
  })
}
