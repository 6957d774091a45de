/** What was done to a text, word by word. */
export interface WordChange {
  kind: 'keep' | 'delete' | 'insert'
  text: string
}

/** Beyond so many comparisons the middle is taken as rewritten as a whole. */
const MAX_COMPARISONS = 4_000_000

/** The fewest words to take out and put in; where both happen in one place, taking out comes first. */
export function diffWords(before: string, after: string): WordChange[] {
  const [a, b] = [toWords(before), toWords(after)]
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  const changes: WordChange[] = []
  add(changes, 'keep', a.slice(0, start))
  diffMiddle(changes, a.slice(start, a.length - end), b.slice(start, b.length - end))
  add(changes, 'keep', a.slice(a.length - end))
  return changes
}

/** Runs of letters and digits, and every other character by itself. */
function toWords(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+|./gsu) ?? []
}

function diffMiddle(changes: WordChange[], a: readonly string[], b: readonly string[]): void {
  const lengths = a.length * b.length > MAX_COMPARISONS ? null : commonLengths(a, b)
  let [i, j] = [0, 0]
  const common = (x: number, y: number): number => lengths?.[x * (b.length + 1) + y] ?? 0
  while (common(i, j) > 0) {
    if (a[i] === b[j]) {
      add(changes, 'keep', [a[i++] as string])
      j += 1
    } else if (common(i + 1, j) >= common(i, j + 1)) add(changes, 'delete', [a[i++] as string])
    else add(changes, 'insert', [b[j++] as string])
  }
  add(changes, 'delete', a.slice(i))
  add(changes, 'insert', b.slice(j))
}

/** Length of the longest common rest from each pair of places. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array {
  const width = b.length + 1
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [down, right] = [lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0]
      lengths[i * width + j] = a[i] === b[j] ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1 : Math.max(down, right)
    }
  }
  return lengths
}

/** Between two kept words what is taken out stands before what is put in. */
function add(changes: WordChange[], kind: WordChange['kind'], words: readonly string[]): void {
  const text = words.join('')
  if (text === '') return
  const last = changes.at(-1)
  const beforeLast = changes.at(-2)
  if (last?.kind === kind) last.text += text
  else if (kind === 'delete' && last?.kind === 'insert') {
    if (beforeLast?.kind === 'delete') beforeLast.text += text
    else changes.splice(-1, 0, { kind, text })
  } else changes.push({ kind, text })
}
