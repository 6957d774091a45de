import type { Page } from 'playwright-core'
import type { SeededPerson } from './seed.ts'

/** Signs in on the sign-in page as it is now, with „To jest wspólny komputer” ticked. */
export async function signInOnSharedComputer(page: Page, person: SeededPerson): Promise<void> {
  const shared = page.getByRole('checkbox', { name: 'To jest wspólny komputer' })
  await shared.check()
  // The bar may still show the account of the session that has ended.
  const people = page.getByRole('main')
  await people.getByRole('button', { name: new RegExp(person.name) }).click()
  await page.waitForURL((url) => url.pathname !== '/zaloguj')
}

/** Names of the databases this device has. */
export function databasesOf(page: Page): Promise<string[]> {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ''))
}
