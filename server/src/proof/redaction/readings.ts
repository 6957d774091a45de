// Finds words in everything that a text may say while proposals are open: with all their marks, without them, and with some
// of them accepted or rejected. Marks are gone through once, from left to right, with every way to read what was begun.

/** Signs under the same marks. */
export interface Piece {
  /** As `plain` gives them; null for what no words go across, such as where a unit begins. */
  words: string | null
  marks: readonly Mark[]
}

/** What a proposal does to signs: those it puts in go where it is rejected, those it takes out where it is accepted. */
export interface Mark {
  name: 'ins' | 'del'
  id: string
}

/** Signs of a piece. */
export interface FoundSigns {
  piece: number
  from: number
  length: number
}

/** What may become of a proposal: bits, for what was read so far leaves several open. */
const ANY = 0b111
const OPEN = 0b100
const GOES = { ins: 0b010, del: 0b001 } as const
const STAYS = { ins: OPEN | GOES.del, del: OPEN | GOES.ins } as const

/** By proposals; those that nothing was read of yet may still become anything. */
type Verdicts = ReadonlyMap<string, number>

/** Signs that were read, the last first. */
interface Path {
  signs: FoundSigns
  before: Path | null
}

/** Words that were begun. */
interface Begun {
  start: string
  offset: number
  verdicts: Verdicts
  path: Path
}

/** Beyond so many any verdicts go together: signs too many may be found then, and never too few. */
const MAX_BEGUN = 500
const NONE: Verdicts = new Map()

/** The signs of `secret`, in lower case as `plain` gives it, wherever it can be read. */
export function findInReadings(pieces: readonly Piece[], secret: string): FoundSigns[] {
  const found: FoundSigns[] = []
  let begun: Begun[] = []
  pieces.forEach((piece, index) => {
    const next = begun.flatMap((each) => [...include(each, piece, index), ...passOver(each, piece)])
    next.push(...begin(piece, index, secret))
    begun = []
    for (const each of distinct(next)) {
      if (each.offset < secret.length) begun.push(each)
      else for (let path: Path | null = each.path; path !== null; path = path.before) found.push(path.signs)
    }
  })
  return found

  function include({ start, offset, verdicts, path }: Begun, { words, marks }: Piece, piece: number): Begun[] {
    if (words === null) return []
    const length = Math.min(words.length, secret.length - offset)
    const kept = withMarks(verdicts, marks)
    if (kept === null || !words.startsWith(secret.slice(offset, offset + length))) return []
    return [
      { start, offset: offset + length, verdicts: kept, path: { signs: { piece, from: 0, length }, before: path } },
    ]
  }
}

/** Where the words begin in a piece. */
function begin({ words, marks }: Piece, piece: number, secret: string): Begun[] {
  const begun: Begun[] = []
  const verdicts = withMarks(NONE, marks)
  if (words === null || verdicts === null) return []
  for (let from = words.indexOf(secret.charAt(0)); from !== -1; from = words.indexOf(secret.charAt(0), from + 1)) {
    const length = Math.min(words.length - from, secret.length)
    if (!words.startsWith(secret.slice(0, length), from)) continue
    begun.push({
      start: `${piece}.${from}`,
      offset: length,
      verdicts,
      path: { signs: { piece, from, length }, before: null },
    })
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
  const before = verdicts.get(id) ?? ANY
  const after = before & to
  if (after === 0) return null
  return after === before ? verdicts : new Map(verdicts).set(id, after)
}

/** The same beginning, read as far and under the same verdicts, has the same signs. */
function distinct(begun: readonly Begun[]): Begun[] {
  const all = begun.length > MAX_BEGUN ? begun.map((each) => ({ ...each, verdicts: NONE })) : begun
  const known = new Map(all.map((each) => [nameOf(each), each]))
  return known.size === all.length ? [...all] : [...known.values()]
}

function nameOf({ start, offset, verdicts }: Begun): string {
  const said = [...verdicts].map(([id, verdict]) => `${id}=${verdict}`).sort()
  return [start, offset, ...said].join(' ')
}
