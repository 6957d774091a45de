const NBSP = '\u00a0'

/** Passages that stay on one line as a whole (`domain.md` §5.3). */
const UNBROKEN = [
  /Dz\. U\. z \d{4} r\. poz\. \d+/g,
  /(?:§|art\.) \d+[a-z]?(?: ust\. \d+[a-z]?)?(?: pkt \d+)?(?: lit\. [a-z]+)?/g,
  /(?:ust\.|pkt|[Nn]r) [\d…]+(?: lit\. [a-z]+)?/g,
  /\d{1,3}(?: \d{3})+(?: zł)?/g,
  /\d+ (?:zł|r\.)/g,
]

const ONE_LETTER_WORD = /(?<=^|[\s(„«])([aiouwz]) /giu

/** Polish typography for texts we bring along: no line ends with a one-letter word or inside a reference or a number. */
export function typeset(text: string): string {
  const held = UNBROKEN.reduce((done, passage) => done.replace(passage, holdTogether), text)
  return held.replace(ONE_LETTER_WORD, `$1${NBSP}`)
}

function holdTogether(passage: string): string {
  return passage.replaceAll(' ', NBSP)
}
