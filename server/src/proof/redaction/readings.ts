// Finds words in everything that a text may say while proposals are open: with all their marks, without them, and with some
// of them accepted or rejected. Marks are gone through once, from left to right, with every way to read what was begun.

import { joinsOn, signAt } from './folded.ts'

/** Signs under the same marks. */
export interface Piece {
  /** As `fold` gives them; null for what no words go across, such as where a unit begins. */
  words: string | null
  marks: readonly Mark[]
}

/** What a proposal does to signs: those it puts in go where it is rejected, those it takes out where it is accepted. */
export interface Mark {
  name: 'ins' | 'del'
  id: string
}

/** Signs of a piece, as its folded words count them. */
export interface FoundSigns {
  piece: number
  /** Null where what begins in a piece before goes on: all that stands before is between the words, too. */
  from: number | null
  /** Null where the words go on in a piece after it. */
  end: number | null
}

/** What may become of a proposal: bits, for what was read so far leaves several open. */
const ANY = 0b111
const OPEN = 0b100
const GOES = { ins: 0b010, del: 0b001 } as const
const STAYS = { ins: OPEN | GOES.del, del: OPEN | GOES.ins } as const

/** The id of a mark that says nothing: its signs may stay or go, whatever became of others. */
export const UNCLEAR = '?'

/** By proposals; those that nothing was read of yet may still become anything. */
type Verdicts = ReadonlyMap<string, number>

/** Signs that were read, the last first; several ways lead to the same place. */
interface Path {
  signs: FoundSigns | null
  before: readonly Path[]
}

/** Words that were begun. */
interface Begun {
  offset: number
  verdicts: Verdicts
  path: Path
  /** Whether the next signs matter: where some are missing, and where a mark may make another letter of the last one. */
  isOpen: boolean
}

/** Beyond so many, begun or of one that was, any verdicts go together: signs too many may be found then, and never too few. */
const MAX_BEGUN = 500
const MAX_VERDICTS = 100
const NONE: Verdicts = new Map()

/** The signs of `secret`, as `foldSecret` gives it, wherever it can be read. A step is a piece. */
export function* findInReadings(pieces: readonly Piece[], secret: string): Generator<void, FoundSigns[]> {
  const found = new FoundPaths()
  let begun: Begun[] = []
  for (const [index, piece] of pieces.entries()) {
    yield
    const next = begun.flatMap((each) => {
      if (endsBefore(each, piece, secret)) found.note(each.path)
      return [...goOn(each, piece, index, secret), ...passOver(each, piece)]
    })
    next.push(...begin(piece, index, secret))
    for (const { isOpen, path } of next) if (!isOpen) found.note(path)
    begun = merged(next.filter(({ isOpen }) => isOpen))
  }
  for (const { offset, path } of begun) if (offset === secret.length) found.note(path)
  return found.signs
}

class FoundPaths {
  readonly signs: FoundSigns[] = []
  private readonly known = new Set<Path>()

  note(path: Path): void {
    const left = [path]
    for (let each = left.pop(); each !== undefined; each = left.pop()) {
      if (this.known.has(each)) continue
      this.known.add(each)
      if (each.signs !== null) this.signs.push(each.signs)
      left.push(...each.before)
    }
  }
}

/** Were they read to their end, and does what is read next make no other letter of it? */
function endsBefore({ offset, verdicts }: Begun, { words, marks }: Piece, secret: string): boolean {
  if (offset < secret.length || words === '' || withMarks(verdicts, marks) === null) return false
  return words === null || !joinsOn(secret, signAt(words, 0))
}

function goOn(each: Begun, { words, marks }: Piece, piece: number, secret: string): Begun[] {
  const verdicts = words === null ? null : withMarks(each.verdicts, marks)
  if (verdicts === null || words === null) return []
  if (each.offset === secret.length) return words === '' ? [{ ...each, verdicts }] : []
  // A run of spaces is one, also where it is cut.
  const from = secret[each.offset - 1] === ' ' && words.startsWith(' ') ? 1 : 0
  const read = readOn(words, from, secret, each.offset)
  if (read === null) return []
  const { offset, end, isOpen } = read
  return [{ offset, verdicts, isOpen, path: { signs: { piece, from: null, end }, before: [each.path] } }]
}

/** How far the words go in a piece; null where others stand there. */
function readOn(words: string, from: number, secret: string, offset: number) {
  const length = Math.min(words.length - from, secret.length - offset)
  const end = from + length
  if (!words.startsWith(secret.slice(offset, offset + length), from)) return null
  if (end === words.length)
    return { offset: offset + length, end: offset + length < secret.length ? null : end, isOpen: true }
  return joinsOn(secret, signAt(words, end)) ? null : { offset: offset + length, end, isOpen: false }
}

/** Where the words begin in a piece. */
function begin({ words, marks }: Piece, piece: number, secret: string): Begun[] {
  const begun: Begun[] = []
  const verdicts = words?.includes(secret.charAt(0)) ? withMarks(NONE, marks) : null
  if (words === null || verdicts === null) return []
  for (let from = words.indexOf(secret.charAt(0)); from !== -1; from = words.indexOf(secret.charAt(0), from + 1)) {
    const read = readOn(words, from, secret, 0)
    if (read === null) continue
    const { offset, end, isOpen } = read
    begun.push({ offset, verdicts, isOpen, path: { signs: { piece, from, end }, before: [] } })
  }
  return begun
}

/** Where the piece is gone, by each of its marks. */
function passOver({ verdicts, ...begun }: Begun, { marks }: Piece): Begun[] {
  return marks.flatMap(({ name, id }) => {
    const gone = narrowed(verdicts, id, GOES[name])
    return gone === null ? [] : [{ ...begun, verdicts: gone }]
  })
}

function withMarks(verdicts: Verdicts, marks: readonly Mark[]): Verdicts | null {
  return marks.reduce<Verdicts | null>((left, { name, id }) => left && narrowed(left, id, STAYS[name]), verdicts)
}

function narrowed(verdicts: Verdicts, id: string, to: number): Verdicts | null {
  const before = id === UNCLEAR ? ANY : (verdicts.get(id) ?? ANY)
  const after = before & to
  if (after === 0) return null
  if (after === before || id === UNCLEAR) return verdicts
  return new Map(verdicts.size < MAX_VERDICTS ? verdicts : NONE).set(id, after)
}

/** What was read as far and under the same verdicts goes on in the same way. */
function merged(begun: readonly Begun[]): Begun[] {
  const some = mergedByName(begun)
  return some.length > MAX_BEGUN ? mergedByName(some.map((each) => ({ ...each, verdicts: NONE }))) : some
}

function mergedByName(begun: readonly Begun[]): Begun[] {
  const groups = new Map<string, Begun[]>()
  for (const each of begun) {
    const name = nameOf(each)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [each])
    else group.push(each)
  }
  return [...groups.values()].map((group) => {
    const [first] = group as [Begun, ...Begun[]]
    return group.length === 1 ? first : { ...first, path: { signs: null, before: group.map(({ path }) => path) } }
  })
}

function nameOf({ offset, verdicts }: Begun): string {
  const said = [...verdicts].map(([id, verdict]) => `${id}=${verdict}`).sort()
  return [offset, ...said].join(' ')
}
