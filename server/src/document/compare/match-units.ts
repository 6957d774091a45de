/** Which unit of the old state is which of the new one. */
import { type Joints, type Partners, pair } from './partners.ts'
import { type CompareState, type StateUnit, textOf } from './state.ts'
import { commonWords, countWords, similarity, type Token, type Vocabulary } from './tokens.ts'

/** A unit that has less in common with its namesake may be found elsewhere. */
const NAMESAKE = 0.5
/** Units that stand in different places and have so much in common are one unit that was rewritten. */
const ELSEWHERE = 0.6
const ELSEWHERE_WORDS = 4
/** More comparisons of units with each other than this are left out. */
const MAX_COMPARISONS = 40_000

/** What a unit says, its words counted only where they are asked for. */
export interface Said {
  unit: StateUnit
  text: string
  tokens(): readonly Token[]
}

/** Reads what each unit of a state says. */
export function readSaid(state: CompareState, vocabulary: Vocabulary): Said[] {
  return state.map((unit) => {
    let tokens: readonly Token[] | null = null
    const text = unit.type === 'block' ? textOf(unit.runs) : tableText(unit.rows.map((row) => row.cells.map(textOf)))
    return { unit, text, tokens: () => (tokens ??= vocabulary.tokens(text)) }
  })
}

/** So many words are on one side only, wherever they stand: no comparison can do with less. */
export function fewestWords(a: readonly Said[], b: readonly Said[], vocabulary: Vocabulary): number {
  const texts = new Map<string, { said: Said; surplus: number }>()
  const addTexts = (side: readonly Said[], sign: number): void => {
    for (const said of side) {
      const known = texts.get(said.text)
      if (known === undefined) texts.set(said.text, { said, surplus: sign })
      else known.surplus += sign
    }
  }
  addTexts(a, 1)
  addTexts(b, -1)
  const uneven = [...texts.values()].filter(({ surplus }) => surplus !== 0)
  for (const { said } of uneven) said.tokens()
  const words = new Int32Array(vocabulary.size)
  for (const { said, surplus } of uneven) {
    for (const { key, isWord } of said.tokens()) if (isWord) words[key] = (words[key] as number) + surplus
  }
  return words.reduce((sum, surplus) => sum + Math.abs(surplus), 0)
}

/** By id first, or by where it stands; then, for what was made again under another id, by what it says. */
export function matchAlike(a: readonly Said[], b: readonly Said[]): Partners {
  const partners = { ofA: new Int32Array(a.length).fill(-1), ofB: new Int32Array(b.length).fill(-1) }
  matchBy(({ type, id }) => `${type}:${id}`, a, b, partners)
  // Of two with one id the other gets a new one, and gets another when the first is gone.
  matchBy(({ type, standing }) => standing && `${type}:${standing.client}:${standing.clock}`, a, b, partners)
  leaveToBetter(a, b, partners)
  matchByText(a, b, partners)
  return partners
}

/** What is left: moved, made again and rewritten, the most alike first. */
export function matchElsewhere(a: readonly Said[], b: readonly Said[], partners: Partners, joints: Joints): void {
  const isLong = (said: Said | undefined): boolean => (said?.tokens().length ?? 0) >= ELSEWHERE_WORDS
  const isAlone = (partner: Int32Array, joint: Int32Array, at: number): boolean =>
    partner[at] === -1 && joint[at] === -1
  const left = [...a.keys()].filter((i) => isAlone(partners.ofA, joints.joinedTo, i) && isLong(a[i]))
  const right = [...b.keys()].filter((j) => isAlone(partners.ofB, joints.splitFrom, j) && isLong(b[j]))
  if (left.length * right.length > MAX_COMPARISONS) return
  const found = left.flatMap((i) =>
    right.flatMap((j) => {
      const like = likenessOf(a[i] as Said, b[j] as Said)
      return like > 0 ? [{ i, j, like }] : []
    }),
  )
  for (const { i, j } of found.sort((x, y) => y.like - x.like)) {
    if (partners.ofA[i] === -1 && partners.ofB[j] === -1) pair(partners, i, j)
  }
}

function matchBy(
  nameOf: (unit: StateUnit) => string | null,
  a: readonly Said[],
  b: readonly Said[],
  partners: Partners,
): void {
  const places = new Map<string | null, number>()
  b.forEach(({ unit }, j) => {
    if (partners.ofB[j] === -1) places.set(nameOf(unit), j)
  })
  places.delete(null)
  a.forEach(({ unit }, i) => {
    const j = partners.ofA[i] === -1 ? places.get(nameOf(unit)) : undefined
    if (j !== undefined) pair(partners, i, j)
  })
}

/**
 * Enter at the start of a block leaves its id on the new, empty one: the words went on under another id. And a block
 * that was joined to an empty one goes on under that one's id.
 */
function leaveToBetter(a: readonly Said[], b: readonly Said[], { ofA, ofB }: Partners): void {
  const orphansOf = (side: readonly Said[], partner: Int32Array): Said[] =>
    side.filter((said, at) => partner[at] === -1 && said.text.trim() !== '')
  const [old, young] = [orphansOf(a, ofA), orphansOf(b, ofB)]
  if (old.length + young.length === 0 || (old.length + young.length) * a.length > MAX_COMPARISONS) return
  ofA.forEach((j, i) => {
    const [was, is] = [a[i] as Said, b[j]]
    if (is === undefined || was.text === is.text || isNamesake(was.tokens(), is.tokens())) return
    if (!young.some((said) => likenessOf(was, said) > 0) && !old.some((said) => likenessOf(said, is) > 0)) return
    ofA[i] = -1
    ofB[j] = -1
  })
}

/** Does one of the two consist mostly of words of the other? */
function isNamesake(a: readonly Token[], b: readonly Token[]): boolean {
  const least = Math.min(countWords(a), countWords(b))
  return least > 0 && commonWords(a, b) >= NAMESAKE * least
}

function matchByText(a: readonly Said[], b: readonly Said[], partners: Partners): void {
  const waiting = new Map<string, number[]>()
  b.forEach((said, j) => {
    if (partners.ofB[j] !== -1 || said.text.trim() === '') return
    const key = contentKey(said)
    const known = waiting.get(key)
    if (known === undefined) waiting.set(key, [j])
    else known.push(j)
  })
  a.forEach((said, i) => {
    const j = partners.ofA[i] === -1 ? waiting.get(contentKey(said))?.shift() : undefined
    if (j !== undefined) pair(partners, i, j)
  })
}

/** 0 where it is too little. */
function likenessOf(a: Said, b: Said): number {
  if (a.unit.type !== b.unit.type) return 0
  const [x, y] = [a.tokens(), b.tokens()]
  if (2 * Math.min(x.length, y.length) < ELSEWHERE * (x.length + y.length)) return 0
  const like = similarity(x, y)
  return like >= ELSEWHERE ? like : 0
}

function contentKey({ unit, text }: Said): string {
  return `${unit.type}:${text}`
}

function tableText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => cells.join('\t')).join('\n')
}
