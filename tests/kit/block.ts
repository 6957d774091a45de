import type { DocumentContent } from '@app/server/document'

type Kind = Extract<DocumentContent[number], { type: 'block' }>['kind']

/** One block of a document's content, at the margin. */
export const block = (id: string, kind: Kind, text = ''): DocumentContent[number] => ({
  type: 'block',
  id,
  kind,
  level: 0,
  content: text === '' ? [] : [{ text }],
})
