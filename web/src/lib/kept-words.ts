import { type ShallowRef, shallowRef } from 'vue'

/** What is being written about a document, by what it will be; in the order in which it is named. */
export const WRITTEN = [
  'remark',
  'replies',
  'edits',
  'hidings',
  'notes',
  'wordings',
  'descriptions',
  'reasons',
  'versions',
] as const
export type Written = (typeof WRITTEN)[number]

export function keyOfWritten(what: Written, userId: string | undefined, documentId: string): string {
  return `wz.${what}.${userId ?? ''}.${documentId}`
}

/** Where storage is closed (some private windows) what is written lives as long as its page. */
export function keepWritten(key: string, written: object | null): void {
  try {
    if (written === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(written))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

export function recallWritten(key: string): unknown {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null
    throw error
  }
}

/** What somebody was writing goes with them when they sign out. */
export function wipeWritten(userId: string): void {
  wipe((writer) => writer === userId)
}

/** What others were writing in this tab is not for whoever is signed in now: they signed out in another one. */
export function wipeOthersWritten(userId: string): void {
  wipe((writer) => writer !== userId)
}

function wipe(isMeant: (writer: string) => boolean): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      const [program, , writer = ''] = key.split('.')
      if (program === 'wz' && isMeant(writer)) sessionStorage.removeItem(key)
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Where the words are in what is kept of each; elsewhere all of it is words. */
const WORDS_IN: Partial<Record<Written, (draft: Fields) => unknown[]>> = {
  remark: ({ words }) => [words],
  replies: ({ words }) => [words],
  edits: ({ words, before }) => [words === before ? '' : words],
  notes: ({ body }) => [body],
  wordings: ({ wording, base, grounds }) => [wording === base ? '' : wording, grounds],
  descriptions: ({ title, grounds }) => [title, grounds],
  versions: ({ name, note }) => [name, note],
}

/** What somebody would lose with this draft; empty where nothing was written yet. */
export function wordsOf(what: Written, draft: unknown): string {
  const isFields = typeof draft === 'object' && draft !== null
  const words = WORDS_IN[what] ? WORDS_IN[what](isFields ? (draft as Fields) : {}) : [draft]
  return words.filter((each) => typeof each === 'string' && each.trim() !== '').join('\n\n')
}

/** What kinds of words somebody has begun and not sent, in whichever document. */
export function writtenBy(userId: string): Written[] {
  const keys = [...storedKeys(), ...opened.keys()]
  return WRITTEN.filter((what) => {
    const own = keys.filter((key) => key.startsWith(keyOfWritten(what, userId, '')))
    return own.some((key) => Object.values(keptIn(key)).some((draft) => wordsOf(what, draft) !== ''))
  })
}

/** The page knows better than its storage, which may be closed. */
function keptIn(key: string): object {
  return opened.get(key)?.value ?? (recallWritten(key) as object | null) ?? {}
}

function storedKeys(): string[] {
  try {
    return Object.keys(sessionStorage)
  } catch (error) {
    if (error instanceof DOMException) return []
    throw error
  }
}

export interface KeptDrafts<Draft> {
  all: Readonly<ShallowRef<Readonly<Record<string, Draft>>>>
  /** Null takes it away. */
  put(id: string, draft: Draft | null): void
}

const opened = new Map<string, ShallowRef<Readonly<Record<string, unknown>>>>()

/**
 * What is being written, by what it is about. One for the whole page: who comes back to a place finds what they left, also
 * where its answer came while they were away.
 */
export function keptDrafts<Draft>(key: string): KeptDrafts<Draft> {
  const known = opened.get(key) as ShallowRef<Readonly<Record<string, Draft>>> | undefined
  const all = known ?? shallowRef((recallWritten(key) as Readonly<Record<string, Draft>> | null) ?? {})
  opened.set(key, all)

  function put(id: string, draft: Draft | null): void {
    const { [id]: _before, ...others } = all.value
    all.value = draft === null ? others : { ...others, [id]: draft }
    keepWritten(key, Object.keys(all.value).length > 0 ? all.value : null)
  }

  return { all, put }
}
