import { type Declarations, declarationsOf } from './inline-style.ts'

/** Word keeps the texts of its comments at the end of what it copies, and in the text a sign that leads to each. */
export function isWordAside(element: Element, style: Declarations): boolean {
  if (style.get('mso-element')?.startsWith('comment') || style.get('mso-special-character') === 'comment') return true
  return element.classList.contains('MsoCommentReference') || element.classList.contains('msocomanchor')
}

/** Of what was copied in part, the signs or the texts may be missing. */
export function countWordComments(body: Element): number {
  const styled = Array.from(body.querySelectorAll('[style]'))
  const texts = styled.filter((element) => declarationsOf(element).get('mso-element') === 'comment')
  return Math.max(body.querySelectorAll('.msocomanchor').length, texts.length)
}

/** Words that tracked changes had deleted, as word processors write them; other pages strike their words with a plain `<del>`. */
export function isTrackedDeletion(element: Element): boolean {
  if (element.classList.contains('msoDel')) return true
  return element.localName === 'del' && (element.hasAttribute('cite') || element.hasAttribute('datetime'))
}

/** Spaces that Word and Safari write as no-break ones only so that none of them is lost. */
export function isSpaceRun(element: Element, style: Declarations): boolean {
  return style.get('mso-spacerun') === 'yes' || element.classList.contains('Apple-converted-space')
}
