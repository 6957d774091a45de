import type { CDPSession } from 'playwright-core'
import { expect } from 'vitest'
import type { Writer } from './document-page.ts'
import { until } from './until.ts'

/** As an input method writes: the word so far, again and again. */
export async function compose(session: CDPSession, ...words: string[]): Promise<void> {
  for (const text of words) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
}

/** Waits until all of them show these lines. */
export async function show(writers: Writer[], lines: string[]): Promise<void> {
  for (const writer of writers) {
    const isThere = async () => JSON.stringify(await writer.lines()) === JSON.stringify(lines)
    await until('the text', isThere).catch(async () => expect(await writer.lines()).toEqual(lines))
  }
}
