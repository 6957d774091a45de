import type { Formats } from '@app/server/document'
import { allowedHref } from './links.ts'
import type { Dropped } from './pasted.ts'

export type Declarations = ReadonlyMap<string, string>

/** The `style` attribute by hand: a browser's own parser drops Word's `mso-` properties. */
export function declarationsOf(element: Element): Declarations {
  const declarations = new Map<string, string>()
  for (const part of (element.getAttribute('style') ?? '').split(';')) {
    const colon = part.indexOf(':')
    if (colon < 1) continue
    declarations.set(
      part.slice(0, colon).trim().toLowerCase(),
      part
        .slice(colon + 1)
        .trim()
        .toLowerCase(),
    )
  }
  return declarations
}

export function isHidden(element: Element, style: Declarations): boolean {
  return element.hasAttribute('hidden') || style.get('display') === 'none' || style.get('mso-hide') === 'all'
}

/** Formats inside `element`, given those around it. */
export function formatsIn(element: Element, style: Declarations, around: Formats, dropped: Dropped): Formats {
  const formats = { ...around }
  applyTag(element, formats, dropped)
  applyWeight(style.get('font-weight'), formats)
  applySlant(style.get('font-style'), formats)
  applyDecoration(style.get('text-decoration-line') ?? style.get('text-decoration'), formats)
  countLooks(element, style, dropped)
  return formats
}

function applyTag(element: Element, formats: Formats, dropped: Dropped): void {
  switch (element.localName) {
    case 'b':
    case 'strong':
      formats.bold = true
      break
    case 'i':
    case 'em':
    case 'cite':
      formats.italic = true
      break
    case 'u':
      formats.underline = true
      break
    case 's':
    case 'strike':
    case 'del':
      formats.strike = true
      break
    case 'a':
      applyLink(element, formats, dropped)
      break
  }
}

function applyLink(element: Element, formats: Formats, dropped: Dropped): void {
  const raw = element.getAttribute('href')
  if (raw === null || raw.startsWith('#')) return
  const href = allowedHref(raw)
  if (href === null) dropped.links += 1
  else formats.link = href
}

function applyWeight(weight: string | undefined, formats: Formats): void {
  if (!weight) return
  if (weight.startsWith('bold') || Number(weight) >= 600) formats.bold = true
  else if (weight === 'normal' || Number(weight) < 600) delete formats.bold
}

function applySlant(slant: string | undefined, formats: Formats): void {
  if (!slant) return
  if (slant.startsWith('italic') || slant.startsWith('oblique')) formats.italic = true
  else if (slant === 'normal') delete formats.italic
}

function applyDecoration(decoration: string | undefined, formats: Formats): void {
  if (!decoration) return
  if (decoration.includes('line-through')) formats.strike = true
  if (decoration.includes('underline') && formats.link === undefined) formats.underline = true
}

const PLAIN_COLOURS = new Set(['black', '#000', '#000000', 'rgb(0, 0, 0)', 'windowtext', 'inherit', 'initial', 'auto'])
const PLAIN_BACKGROUNDS = new Set(['transparent', 'white', '#fff', '#ffffff', 'none', 'inherit', 'initial', 'auto'])

function countLooks(element: Element, style: Declarations, dropped: Dropped): void {
  const colour = style.get('color') ?? element.getAttribute('color')?.toLowerCase()
  const background = style.get('background-color') ?? style.get('background') ?? style.get('mso-highlight')
  const coloured = colour !== undefined && !PLAIN_COLOURS.has(colour)
  const filled = background !== undefined && !PLAIN_BACKGROUNDS.has(background)
  if (coloured || filled || element.localName === 'mark') dropped.colours += 1
  if (style.has('font-family') || style.has('font-size') || element.hasAttribute('face')) dropped.fonts += 1
}
