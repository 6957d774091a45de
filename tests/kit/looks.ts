import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { DESKTOP, findAxeViolations, PHONE, screenshot, sticksOut } from './browser.ts'

/** Colours do not depend on the width, nor the layout on colours: two looks meet all four. */
const BOTH_WAYS = [
  { look: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
  { look: 'desktop-light', viewport: DESKTOP, colorScheme: 'light' },
] as const satisfies readonly Look[]

export interface Look {
  look: string
  viewport: { width: number; height: number }
  colorScheme: 'light' | 'dark'
}

async function lookAt(page: Page, name: string): Promise<void> {
  await screenshot(page, name, { fullPage: false })
  expect(await findAxeViolations(page), name).toEqual([])
  expect(await sticksOut(page), name).toBe(false)
}

/** One state of one window, in each of these looks: axe finds nothing. */
export async function lookEveryWay(page: Page, name: string, looks: readonly Look[]): Promise<void> {
  for (const { look, viewport, colorScheme } of looks) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await lookAt(page, `${name}-${look}`)
  }
}

/** The same on a phone in the dark and on a desk in the light. */
export function lookBothWays(page: Page, name: string): Promise<void> {
  return lookEveryWay(page, name, BOTH_WAYS)
}

/** The same where the system chooses all colours. */
export async function lookInForcedColours(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ forcedColors: 'active' })
  await lookAt(page, `${name}-forced-colours`)
  await page.emulateMedia({ forcedColors: 'none' })
}
