import { setTimeout as pause } from 'node:timers/promises'
import type { DatabaseKind } from '@app/prisma'
import type { Page } from 'playwright-core'
import { launchBrowser, type TestBrowser } from '../kit/browser.ts'
import { seeded } from '../kit/random.ts'
import { until } from '../kit/until.ts'
import { percentile } from './figures.ts'
import { seatTwoPeople, type TwoPeople } from './two-people.ts'
import { type PageFigures, placeCaret, watchNavigation, watchTyping } from './watch-page.ts'

const WARM_UP = 20
/** Of each of the two; 300 of both together. */
const KEYSTROKES = 150
const KEYS_PER_SECOND = 7
const BRACKETS = ['W', 'L'] as const
const PARAGRAPH = `${BRACKETS.map((bracket) => `${bracket}[]${bracket}`).join(' oraz ')} `
const LAST_WORDS = 'Koniec programu.'
const LETTERS = 'organizacje pozarzadowe skladaja wnioski do urzedu '

export interface Run {
  /** Of the first visitor of a server that has just started, and of the second. */
  firstNavigation: number
  navigation: number
  othersPaint: number[]
  ownPaint: number[]
}

export function describe({ navigation, othersPaint, ownPaint }: Run): string {
  const shares = (values: number[]) => [0.5, 0.95, 1].map((share) => Math.round(percentile(values, share))).join(' / ')
  return `other's paint ${shares(othersPaint)}, own ${shares(ownPaint)} (p50 / p95 / max ms), opened in ${Math.round(navigation)} ms`
}

/** Two people open fifty pages, with so many conversations in them, and type in one paragraph. */
export async function typeTogether(kind: DatabaseKind, threads = 0): Promise<Run> {
  const stage = await seatTwoPeople(kind, { words: PARAGRAPH, lastWords: LAST_WORDS, threads })
  const browser = await launchBrowser(stage.server.origin, { hasServiceWorker: true })
  try {
    const pages = [await openPage(stage, browser, 0), await openPage(stage, browser, 1)] as const
    const [firstNavigation, navigation] = await Promise.all([editableAfter(pages[0]), editableAfter(pages[1])])
    for (const page of pages) await page.evaluate(watchTyping, BRACKETS)
    await Promise.all(pages.map((page, at) => typeInto(page, at)))
    const figures = await Promise.all(pages.map((page) => collect(page)))
    return { firstNavigation, navigation, ...compare(figures as [PageFigures, PageFigures]) }
  } finally {
    await browser.close()
    await stage.stop()
  }
}

/** Opens the document in a browser that has never been here: nothing is cached, nothing is on the device. */
async function openPage({ visitors, documentId }: TwoPeople, browser: TestBrowser, at: 0 | 1): Promise<Page> {
  const context = await browser.context({ cookie: visitors[at].cookie })
  const page = await context.newPage()
  // The program that runs these files gives each function its name by a helper that pages do not have.
  await page.addInitScript('globalThis.__name = (named) => named')
  await page.addInitScript(watchNavigation, LAST_WORDS)
  await page.goto(`/dokument/${documentId}`)
  await until('the text to be editable', () => editableAfter(page), 30_000)
  return page
}

function editableAfter(page: Page): Promise<number> {
  return page.evaluate(() => window.figures.editableAfter)
}

/** At the speed of somebody who types well, each key a little early or late, as fingers are. */
async function typeInto(page: Page, at: number): Promise<void> {
  await page.evaluate(placeCaret, BRACKETS[at] as string)
  const random = seeded(at + 1)
  const began = performance.now()
  for (let key = 0; key < WARM_UP + KEYSTROKES; key += 1) {
    const due = ((key + random() * 0.8) * 1_000) / KEYS_PER_SECOND
    await pause(Math.max(0, began + due - performance.now()))
    const letter = LETTERS[key % LETTERS.length] as string
    await page.keyboard.press(letter === ' ' ? 'Space' : letter)
  }
}

async function collect(page: Page): Promise<PageFigures> {
  const all = WARM_UP + KEYSTROKES
  const isThere = () => page.evaluate((count) => window.figures.painted.every((times) => times.length >= count), all)
  await until('every letter to be painted', isThere)
  return page.evaluate(() => window.figures)
}

function compare(figures: readonly [PageFigures, PageFigures]): Pick<Run, 'othersPaint' | 'ownPaint'> {
  const othersPaint: number[] = []
  const ownPaint: number[] = []
  figures.forEach(({ keydowns, painted }, at) => {
    const other = figures[1 - at]?.painted[at] ?? []
    for (let key = WARM_UP; key < WARM_UP + KEYSTROKES; key += 1) {
      othersPaint.push((other[key] as number) - (keydowns[key] as number))
      ownPaint.push((painted[at]?.[key] as number) - (keydowns[key] as number))
    }
  })
  return { othersPaint, ownPaint }
}
