import * as Y from 'yjs'

/** The item that holds just these words: marks around them have cut it out. */
export function itemOf(text: Y.Text, words: string): Y.Item {
  for (let item = text._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentString && item.content.str === words) return item
  }
  throw new Error(`„${words}” is no item`)
}

/** The words under a thread's marks. */
export function markedWords(text: Y.Text, id: string): string {
  return text
    .toDelta()
    .map(({ insert, attributes = {} }: { insert: unknown; attributes?: object }) =>
      typeof insert === 'string' && `comment:${id}` in attributes ? insert : '',
    )
    .join('')
}
