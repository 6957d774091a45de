import { readonly, ref } from 'vue'

let person: string | undefined
const isOther = ref(false)

/** Somebody else has signed in in this browser: what this page asks would be asked as them. */
export const belongsToAnother = readonly(isOther)

/** Whose page this is, from the first answer until the page is loaded anew; every request and socket names them. */
export function pagePerson(): string | undefined {
  return person
}

/** False when the page is somebody else's already: nothing in it may change hands. */
export function claimPage(userId: string): boolean {
  person ??= userId
  if (person !== userId) noteOtherPerson()
  return person === userId
}

/** The server has said that the session is another person's. */
export function noteOtherPerson(): void {
  isOther.value = true
}

export function personHeader(): Record<string, string> {
  return person === undefined ? {} : { 'x-wz-person': person }
}
