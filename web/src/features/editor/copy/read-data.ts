import { readHtml } from '../paste/from-html.ts'
import { readPlainText, readText } from '../paste/from-text.ts'
import { MAX_HTML_CHARACTERS } from '../paste/limits.ts'
import type { Dropped, Pasted } from '../paste/pasted.ts'
import type { PastePlace } from '../paste/place.ts'
import { OWN_FORMAT, readOwn } from './own-format.ts'

/** What the clipboard or a drag carries, by the best of its flavours. */
export function readData(data: DataTransfer, documentId: string, isPlain: boolean, place: PastePlace): Pasted {
  const text = data.getData('text/plain')
  if (isPlain && text !== '') return readPlainText(text)
  const own = data.getData(OWN_FORMAT)
  const ownPasted = own === '' ? null : readOwn(own, documentId)
  if (ownPasted) return ownPasted
  const html = data.getData('text/html')
  if (html !== '' && html.length <= MAX_HTML_CHARACTERS) {
    const pasted = readHtml(html, place)
    if (pasted.nodes.length > 0 || text === '') return pasted
  }
  const pasted = readText(text, place)
  return text === '' ? { ...pasted, dropped: { ...pasted.dropped, ...countFiles(data.files) } } : pasted
}

function countFiles(list: FileList): Pick<Dropped, 'images' | 'files'> {
  const images = Array.from(list).filter(({ type }) => type.startsWith('image/')).length
  return { images, files: list.length - images }
}
