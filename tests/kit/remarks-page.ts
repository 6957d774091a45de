import type { Locator, Page } from 'playwright-core'
import type { Writer } from './document-page.ts'
import { until } from './until.ts'

/** Conversations on an open page. */
export interface Remarks {
  page: Page
  panel: Locator
  /** The card of the conversation that holds these words. */
  card(words: string): Locator
  open(): Promise<void>
  /** Words in the text that are drawn so. */
  drawn(look: 'open' | 'active' | 'draft'): Promise<string>
  filter(name: string): Promise<void>
}

export function remarksOn({ page, text }: Writer): Remarks {
  const panel = page.locator('.thread-panel')
  return {
    page,
    panel,
    card: (words) => panel.locator('[data-thread]').filter({ hasText: words }),
    async open() {
      if (await panel.isVisible()) return
      await page.getByTestId('comments-button').click()
      await panel.waitFor()
    },
    drawn: (look) =>
      text.evaluate(
        (root, name) => [...root.querySelectorAll(`.comment-${name}`)].map((each) => each.textContent).join(''),
        look,
      ),
    async filter(name) {
      await panel.getByRole('combobox', { name: 'Które uwagi' }).selectOption({ label: name })
    },
  }
}

const MAX_TRIES = 20

interface Edges {
  from: { x: number; y: number }
  to: { x: number; y: number }
}

function isSamePlace(one: Edges, other: Edges): boolean {
  return (['from', 'to'] as const).every((edge) => one[edge].x === other[edge].x && one[edge].y === other[edge].y)
}

async function whereItStands({ page, text }: Writer, words: string): Promise<Edges> {
  let edges = await edgesOf(text, words)
  await until(`„${words}” to stand still`, async () => {
    await page.waitForTimeout(60)
    const now = await edgesOf(text, words)
    const isStill = isSamePlace(edges, now)
    edges = now
    return isStill
  })
  return edges
}

/** Selects these words of one block as a person would: from the first letter to the last, by mouse. */
export async function selectWords(writer: Writer, words: string): Promise<void> {
  const { page, text } = writer
  // A page that was just opened may still move under the hand: who missed does it again.
  for (let [isMissed, tries] = [true, 0]; isMissed && tries < MAX_TRIES; tries += 1) {
    const { from, to } = await whereItStands(writer, words)
    await page.mouse.move(from.x, from.y)
    await page.mouse.down()
    await page.mouse.move(to.x, to.y, { steps: 4 })
    await page.mouse.up()
    isMissed = !isSamePlace({ from, to }, await edgesOf(text, words))
  }
  await until(`„${words}” to be selected`, () =>
    page.evaluate((wanted) => getSelection()?.toString().trim() === wanted, words),
  )
}

/** The middle of the first and the last letter of these words, scrolled into view. */
async function edgesOf(text: Locator, words: string): Promise<Edges> {
  const edges = await text.evaluate((root, wanted) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = (node.textContent ?? '').indexOf(wanted)
      if (at === -1) continue
      node.parentElement?.scrollIntoView({ block: 'center' })
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + wanted.length)
      const boxes = [...range.getClientRects()]
      const [first, last] = [boxes[0], boxes.at(-1)]
      if (!first || !last) return null
      return {
        from: { x: first.left + 1, y: first.top + first.height / 2 },
        to: { x: last.right - 1, y: last.top + last.height / 2 },
      }
    }
    return null
  }, words)
  if (!edges) throw new Error(`„${words}” is not in one piece of the text`)
  return edges
}

export const field = ({ page }: Writer, name: string) => page.getByRole('textbox', { name, exact: true })
export const button = ({ page }: Writer, name: string) => page.getByRole('button', { name, exact: true })

/** Makes a remark about these words, and waits for its card. */
export async function remarkOn(writer: Writer & { remarks: Remarks }, words: string, body: string): Promise<void> {
  await selectWords(writer, words)
  await writer.page.keyboard.press('Control+Shift+m')
  await field(writer, 'Treść uwagi').fill(body)
  await writer.page.keyboard.press('Control+Enter')
  await writer.remarks.card(body).waitFor()
}

/** Pixels between the active card and the passage it is about. */
export function distance({ page }: Writer): Promise<number> {
  return page.evaluate(() => {
    const card = document.querySelector('[data-thread][data-active]')?.getBoundingClientRect()
    const passage = document.querySelector('.comment-active')?.getBoundingClientRect()
    return card && passage ? Math.abs(card.top - passage.top) : Number.POSITIVE_INFINITY
  })
}

export function isFocused(writer: Writer, name: string): Promise<boolean> {
  return field(writer, name).evaluate((one) => one === document.activeElement)
}

export function isInText({ text }: Writer): Promise<boolean> {
  return text.evaluate((root) => root.contains(document.activeElement))
}

export function focusedCard({ page }: Writer): Promise<string> {
  return page.evaluate(() => document.activeElement?.closest('[data-thread]')?.textContent ?? '')
}
