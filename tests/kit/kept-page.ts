import type { Page } from 'playwright-core'

// To load the program and to start it costs a second of a processor; whoever has it open goes on to the next document in
// less than half of one.

/** Needs no document, and next to nothing else. */
const LIGHT_PAGE = '/kontakt'
/** A busy machine sends what was typed, and writes it to the device, in this time; who is late loads the page anew. */
const LATE_MS = 3_000

interface Program extends Element {
  __vue_app__?: { config: { globalProperties: { $router: { push(path: string): Promise<unknown> } } } }
}

/** Goes there as a link of the program does, without loading anything. */
export async function goByLink(page: Page, path: string): Promise<void> {
  await page.evaluate(follow, path)
}

async function follow(path: string): Promise<void> {
  const program = document.querySelector<Program>('#app')?.__vue_app__
  if (!program) throw new Error('This is no page of the program.')
  await program.config.globalProperties.$router.push(path)
}

/** Lets go of the document; false where this page would not be to the next test what a new one is. */
export async function leaveDocument(page: Page): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), LATE_MS)
  })
  const left = leave(page)
  // Nobody waits for it any more when the page is loaded anew.
  left.catch(() => undefined)
  return Promise.race([left, late]).finally(() => clearTimeout(timer))
}

async function leave(page: Page): Promise<boolean> {
  await page.evaluate(follow, LIGHT_PAGE)
  if (!(await page.evaluate(isAsNew, LIGHT_PAGE)) || (await page.evaluate(isMadeUp))) return false
  await page.evaluate(forgetDocuments)
  return true
}

async function isAsNew(path: string): Promise<boolean> {
  if (location.pathname !== path) return false
  // Each document holds one until all it was told is sent and written.
  while ((await navigator.locks.query()).held?.length) await new Promise((resolve) => setTimeout(resolve, 10))
  // What is chosen on this device, and what was begun to be written, is in the memory of the page, too.
  const stored = [...Object.keys(localStorage), ...Object.keys(sessionStorage)]
  const kept = stored.filter((key) => key.startsWith('wz.'))
  // Without this one nobody is signed in any more.
  if (kept.join() !== 'wz.viewer') return false
  // Messages outlive the page they are about; each ends with the button that puts it away.
  for (const button of document.querySelectorAll<HTMLElement>('[data-message] > button:last-child')) button.click()
  await new Promise((resolve) => setTimeout(resolve))
  return !document.querySelector('[data-message], [role=alert]:not(:empty), [role=dialog], [role=alertdialog]')
}

/** Does anything of the browser's answer as a test told it to? */
function isMadeUp(): boolean {
  const functions = Object.values(Object.getOwnPropertyDescriptors(window)).flatMap(({ value }) =>
    typeof value === 'function' ? [Function.prototype.toString.call(value)] : [],
  )
  const own = [document, navigator].flatMap((one) => Object.keys(Object.getOwnPropertyDescriptors(one)))
  // The second is axe's.
  const isUsual = (name: string) => ['location', 'elementsFromPoint'].includes(name)
  return functions.some((one) => !/^function \w+\(\) \{ \[native code\] \}$/.test(one)) || !own.every(isUsual)
}

async function forgetDocuments(): Promise<void> {
  const deleteDatabase = (name: string) =>
    new Promise<void>((resolve, reject) => {
      const deleting = indexedDB.deleteDatabase(name)
      deleting.onsuccess = () => resolve()
      deleting.onerror = deleting.onblocked = () => reject(new Error(`The database ${name} is still used.`))
    })
  const names = (await indexedDB.databases()).flatMap(({ name = '' }) => name)
  await Promise.all(names.map(deleteDatabase))
}
