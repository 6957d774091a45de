/** Words as they are kept, and compared: without what cannot be seen, and without blanks around them. */
export function toVisible(text: string): string {
  const visible = text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n]|[\p{Zl}\p{Zp}]/gu, ' ')
  return visible.trim()
}
