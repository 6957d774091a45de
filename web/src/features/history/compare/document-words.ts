/**
 * Words of the document inside sentences of the interface. Unicode's isolates stand around them, so that whoever shows a
 * sentence knows which of its words are Polish whatever the language of the interface.
 */
const START = '\u2068'
const END = '\u2069'
const ISOLATES = /[\u2068\u2069]/g

export interface Stretch {
  text: string
  isOfDocument: boolean
}

export function ofDocument(text: string): string {
  const words = text.replace(ISOLATES, '')
  return words === '' ? '' : START + words + END
}

/** A sentence in the order in which it is read. */
export function stretchesOf(sentence: string): Stretch[] {
  return sentence
    .split(START)
    .flatMap((part, at) => {
      const end = at === 0 ? -1 : part.indexOf(END)
      return [
        { text: part.slice(0, Math.max(end, 0)), isOfDocument: true },
        { text: part.slice(end + 1), isOfDocument: false },
      ]
    })
    .filter(({ text }) => text !== '')
}

/** A sentence where no language can be told. */
export function plain(sentence: string): string {
  return sentence.replace(ISOLATES, '')
}
