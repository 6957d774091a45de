import { isHref } from '@app/server/document'
import { Mark } from '@tiptap/core'

export const Bold = Mark.create({
  name: 'bold',
  parseHTML: () => [
    { tag: 'strong' },
    // Google Docs wraps whole pages in <b style="font-weight: normal">.
    { tag: 'b', getAttrs: (element) => (element.style.fontWeight === 'normal' ? false : null) },
    { style: 'font-weight', getAttrs: (value) => (/^(bold(er)?|[6-9]00)$/.test(value) ? null : false) },
  ],
  renderHTML: () => ['strong', 0],
})

export const Italic = Mark.create({
  name: 'italic',
  parseHTML: () => [{ tag: 'em' }, { tag: 'i' }, { style: 'font-style=italic' }],
  renderHTML: () => ['em', 0],
})

export const Underline = Mark.create({
  name: 'underline',
  parseHTML: () => [{ tag: 'u' }, { style: 'text-decoration=underline' }],
  renderHTML: () => ['u', 0],
})

export const Strike = Mark.create({
  name: 'strike',
  parseHTML: () => [{ tag: 's' }, { tag: 'strike' }, { tag: 'del' }, { style: 'text-decoration=line-through' }],
  renderHTML: () => ['s', 0],
})

export const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element) => {
        const href = element.getAttribute('href')
        return isHref(href) ? { href } : false
      },
    },
  ],
  renderHTML: ({ mark }) => {
    const href: unknown = mark.attrs.href
    return ['a', { ...(isHref(href) ? { href } : {}), rel: 'noopener noreferrer nofollow', target: '_blank' }, 0]
  },
})

/** Marks laid over text by id: several may cover one character, and typing at their edge does not extend them. */
const layered = { inclusive: false, excludes: '', addAttributes: () => ({ id: { default: null } }) }

export const Comment = Mark.create({
  name: 'comment',
  ...layered,
  parseHTML: () => [{ tag: 'span[data-comment]', getAttrs: (element) => ({ id: element.dataset.comment }) }],
  renderHTML: ({ mark }) => ['span', { 'data-comment': mark.attrs.id, class: 'mark-comment' }, 0],
})

/** Proposed text. Never taken over by pasting: a copy would be nobody's proposal. */
export const Insertion = Mark.create({
  name: 'ins',
  ...layered,
  renderHTML: ({ mark }) => ['ins', { 'data-proposal': mark.attrs.id }, 0],
})

/** A proposed look, laid over text as it is. */
export const Wish = Mark.create({
  name: 'set',
  ...layered,
  addAttributes: () => ({ id: { default: null }, wish: { default: null } }),
  renderHTML: ({ mark: { attrs } }) => {
    const read = { 'data-proposal': attrs.id, 'data-wish': JSON.stringify(attrs.wish) }
    return ['span', { ...read, class: wishClasses(attrs.wish) }, 0]
  },
})

function wishClasses(wish: unknown): string {
  const entries = Object.entries((wish ?? {}) as Record<string, unknown>)
  return ['mark-wish', ...entries.map(([name, value]) => `wish-${value ? '' : 'no-'}${name}`)].join(' ')
}

export const Deletion = Mark.create({
  name: 'del',
  ...layered,
  renderHTML: ({ mark }) => ['del', { 'data-proposal': mark.attrs.id }, 0],
})
