interface Entered {
  onBehalfOf: string | null
  enteredBy: object | null
  hiddenAt: string | null
}

/** It was entered for somebody, and whoever reads this may not know for whom. */
export function isSubmitterHidden({ onBehalfOf, enteredBy, hiddenAt }: Entered): boolean {
  return hiddenAt !== null && enteredBy !== null && onBehalfOf === null
}
