/** White space before, what it is around, white space after. */
export function aroundWords(text: string): [lead: string, core: string, tail: string] {
  const rest = text.trimStart()
  const core = rest.trimEnd()
  return [text.slice(0, text.length - rest.length), core, rest.slice(core.length)]
}
