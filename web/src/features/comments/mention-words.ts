/** Somebody named in what is being written; in the field they stand as „@Wanda Okienna”. */
export interface WrittenMention {
  /** What stands in the stored body as `@[id]`. */
  id: string
  /** What stands in the words: no two of those in them have the same. */
  label: string
  /** As they are called, and to what they belong; an older page kept neither. */
  name?: string
  detail?: string
  personId: string | null
  organizationId: string | null
}

export type BodyPiece = { text: string } | { mention: string; label: string }

const STORED = /@\[([0-9a-f-]{36})\]/g

/** Somebody who can be named. */
export type Nameable = Omit<WrittenMention, 'id' | 'label'> & { name: string; detail: string }

const nameOf = ({ name, label }: WrittenMention): string => name ?? label

/** With labels that differ: by their name, among more of that name by what they belong to, and else by a number. */
export function distinctly(mentions: readonly (Nameable & { id: string })[]): WrittenMention[] {
  const taken = new Set<string>()
  return mentions.map((mention) => {
    const isOne = mentions.filter(({ name }) => name === mention.name).length === 1
    const label = freeLabel(mention, isOne, taken)
    taken.add(label)
    return { ...mention, label }
  })
}

function freeLabel({ name, detail }: Nameable, isOne: boolean, taken: ReadonlySet<string>): string {
  const numbered = (number: number) => `${name} (${[detail, number > 1 ? number : ''].filter(Boolean).join(', ')})`
  // Nobody is called nothing: any @ would be theirs.
  const plain = isOne && name !== '' ? name : numbered(1)
  if (!taken.has(plain) && plain !== `${name} ()`) return plain
  for (let number = 2; ; number += 1) if (!taken.has(numbered(number))) return numbered(number)
}

/** What stands once somebody is chosen for what is typed between these words. */
export function choosing({ before, after, mentions, target }: Choice): Omit<Choice, 'target'> {
  // Whose name was deleted again would be taken for another of that name.
  const standing = new Set([before, after].flatMap((words) => toStored(words, mentions).mentions.map(({ id }) => id)))
  const kept = mentions.filter(({ id }) => standing.has(id))
  const isTarget = (each: WrittenMention) =>
    each.personId === target.personId && each.organizationId === target.organizationId
  const id = kept.find(isTarget)?.id ?? crypto.randomUUID()
  const all = [
    ...kept.map((each) => ({ ...each, name: nameOf(each), detail: each.detail ?? '' })),
    ...(kept.some(isTarget) ? [] : [{ ...target, id }]),
  ]
  const labelled = distinctly(all)
  const label = labelled.find((each) => each.id === id)?.label ?? target.name
  const anew = (words: string) => toWritten(toStored(words, mentions).body, labelled)
  return { before: `${anew(before)}@${label} `, after: anew(after), mentions: labelled }
}

interface Choice {
  before: string
  after: string
  mentions: readonly WrittenMention[]
  target: Nameable
}

/** The words as the server keeps them, and only those mentions that still stand in them. */
export function toStored(words: string, mentions: readonly WrittenMention[]) {
  const used = new Set<string>()
  // „@Anna Nowak-Kos” must not be taken for „@Anna Nowak”.
  const longestFirst = [...mentions].sort((one, other) => other.label.length - one.label.length)
  let body = ''
  for (let index = 0; index < words.length; ) {
    const named = words[index] === '@' && longestFirst.find(({ label }) => words.startsWith(label, index + 1))
    if (named) {
      used.add(named.id)
      body += `@[${named.id}]`
      index += 1 + named.label.length
    } else {
      body += words[index]
      index += 1
    }
  }
  return { body, mentions: mentions.filter(({ id }) => used.has(id)) }
}

/** The stored body as somebody edits it. */
export function toWritten(body: string, mentions: readonly WrittenMention[]): string {
  return body.replace(STORED, (whole, id: string) => {
    const named = mentions.find((mention) => mention.id === id)
    return named ? `@${named.label}` : whole
  })
}

/** The stored body as it is read: text and names in turn. */
export function bodyPieces(body: string, mentions: readonly Pick<WrittenMention, 'id' | 'label'>[]): BodyPiece[] {
  const pieces: BodyPiece[] = []
  let done = 0
  for (const match of body.matchAll(STORED)) {
    const named = mentions.find(({ id }) => id === match[1])
    if (!named) continue
    if (match.index > done) pieces.push({ text: body.slice(done, match.index) })
    pieces.push({ mention: named.id, label: named.label })
    done = match.index + match[0].length
  }
  if (done < body.length) pieces.push({ text: body.slice(done) })
  return pieces
}

/** What is being typed behind an @ at the caret; null while nobody is being named. */
export function searchAt(
  words: string,
  caret: number,
  named: readonly Pick<WrittenMention, 'label'>[] = [],
): { from: number; search: string } | null {
  const from = caret === 0 ? -1 : words.lastIndexOf('@', caret - 1)
  if (from === -1 || /[\p{L}\p{N}]/u.test(words[from - 1] ?? '')) return null
  if (named.some(({ label }) => words.slice(0, caret).startsWith(label, from + 1))) return null
  const search = words.slice(from + 1, caret)
  // A name has a few words; what is longer, or goes on in the next line, is a sentence that began with an @.
  return search.length > 40 || /\n|^\s|\s{2}/.test(search) ? null : { from, search }
}
