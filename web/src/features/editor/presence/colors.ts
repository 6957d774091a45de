const PALETTE_SIZE = 12

/** The server gives everybody a place in the palette; the palette itself is the style sheet's. */
export function personColorVariable(color: number): string {
  return `var(--person-${((color % PALETTE_SIZE) + PALETTE_SIZE) % PALETTE_SIZE})`
}

export function personColor(color: number): Record<string, string> {
  return { '--person': personColorVariable(color) }
}
