/** „§ 6 ust. 2 pkt 4 lit. a” holds together as one word: in a narrow column it may break between its parts, not inside them. */
export function breakable(label: string): string {
  return label.replace(/\u00a0(?=(?:§|ust\.|pkt|lit\.|tiret)\u00a0)/g, ' ')
}
