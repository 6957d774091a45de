// Co mówią o tekście pliki do czytania; używa tego sprawdz.mjs / What the files for reading say of the text; for sprawdz.mjs.

/** Od najwyższej / The highest first. */
const UNITS = ['chapter', 'section', 'ust', 'pkt', 'lit', 'tiret']
const LEVELLED = ['heading', 'bullet', 'number']
const NBSP = '\u00a0'
const LETTERS = 26
const ROMAN = { m: 1000, cm: 900, d: 500, cd: 400, c: 100, xc: 90, l: 50, xl: 40, x: 10, ix: 9, v: 5, iv: 4, i: 1 }

const wordsOf = (content) => content.map((piece) => ('text' in piece ? piece.text : '\n')).join('')
const joined = (one, other) => (one === '' || other === '' ? one + other : one + NBSP + other)
const letter = (ordinal) => String.fromCharCode(97 + ((ordinal - 1) % LETTERS))

/** tekst.txt z tekst.json / tekst.txt out of tekst.json. */
export function textOf({ blocks }) {
  const marks = marksOf(
    blocks.map((block) => ({ ...block, isEmpty: block.type === 'block' && !wordsOf(block.content) })),
  )
  const lines = blocks.flatMap((block, index) => {
    if (block.type === 'table') return block.rows.map((row) => row.map(({ content }) => wordsOf(content)).join('\t'))
    const [mark, words] = [marks[index], wordsOf(block.content)]
    if (block.kind === 'section' && mark === '' && words === '') return []
    if (block.kind === 'bullet') return [`• ${words}`]
    return [mark === '' ? words : `${mark} ${words}`.trimEnd()]
  })
  return `${lines.join('\n')}\n`
}

/** Oznaczenia jednostek, jak w druku / Marks of units, as in print. */
function marksOf(blocks) {
  const lends = (index) =>
    blocks[index]?.kind === 'section' && blocks[index].isEmpty && blocks[index + 1]?.kind === 'ust'
  const sole = soleUsts(blocks, lends)
  const counts = UNITS.map(() => 0)
  let items = []
  let section = ''
  // Paragrafy liczy się przez rozdziały / Numbers of § go on through chapters.
  const closeBelow = (rank) => {
    for (let at = rank + 1; at < UNITS.length; at += 1) if (UNITS[at] !== 'section') counts[at] = 0
  }
  return blocks.map(({ kind, level }, index) => {
    if (kind === 'bullet' || kind === 'number') {
      const ordinal = kind === 'number' ? (items[level] ?? 0) + 1 : 0
      items.length = level
      items[level] = ordinal
      return ordinal === 0 ? '' : `${itemMark(ordinal, level)}.`
    }
    items = []
    const rank = UNITS.indexOf(kind)
    if (kind === 'heading') closeBelow(0)
    if (rank === -1) return ''
    counts[rank] += 1
    closeBelow(rank)
    const mark = sole.has(index) ? '' : unitMark(kind, counts[rank])
    if (kind === 'section') section = mark
    return lends(index - 1) ? joined(section, mark) : lends(index) ? '' : mark
  })
}

/** Ustępy, które są całą treścią swojego paragrafu / Usts that are all their § consists of. */
function soleUsts(blocks, lends) {
  const sole = new Set()
  let candidate = -1
  let parts = 0
  for (const [index, kind] of [...blocks.map(({ kind, type }) => kind ?? type), 'section'].entries()) {
    if (['section', 'chapter', 'heading'].includes(kind)) {
      if (candidate >= 0 && parts === 1) sole.add(candidate)
      candidate = -1
      parts = 0
    }
    if (lends(index)) candidate = index + 1
    if (kind === 'ust' || kind === 'table') parts += 1
  }
  return sole
}

function unitMark(kind, ordinal) {
  if (kind === 'chapter') return `Rozdział${NBSP}${ordinal}.`
  if (kind === 'section') return `§${NBSP}${ordinal}.`
  if (kind === 'ust') return `${ordinal}.`
  if (kind === 'pkt') return `${ordinal})`
  if (kind === 'lit') return `${'z'.repeat(Math.floor((ordinal - 1) / LETTERS))}${letter(ordinal)})`
  return '–'
}

function itemMark(ordinal, level) {
  if (level % 3 === 1)
    return ordinal > LETTERS ? itemMark(Math.floor((ordinal - 1) / LETTERS), 1) + letter(ordinal) : letter(ordinal)
  if (level % 3 === 0) return String(ordinal)
  let rest = ordinal
  return Object.entries(ROMAN).reduce((mark, [digits, value]) => {
    const times = Math.floor(rest / value)
    rest -= times * value
    return mark + digits.repeat(times)
  }, '')
}

/** Słowa jednostek tekstu / The words of the units of a text. */
export function unitsOf({ blocks }) {
  const units = blocks.map((block) => {
    if (block.type === 'block') return [block.kind, block.level, wordsOf(block.content)]
    return ['table', 0, block.rows.map((row) => row.map(({ content, header }) => [header, wordsOf(content)]))]
  })
  return units.filter(isSeen)
}

/** Pusty tekst bywa pustym akapitem / A text without words may be an empty paragraph. */
const isSeen = ([kind, , words]) => kind !== 'paragraph' || words !== ''

/**
 * To samo z roznice.json, obu tekstów: poprzedniego nie w jego kolejności / The same out of roznice.json, of both texts: of
 * the former one not in its order.
 */
export function unitsAround({ units }) {
  const [before, after] = [new Map(), new Map()]
  for (const { before: was, after: is } of units) {
    if (was !== null) before.set(was.id, [was.kind, LEVELLED.includes(was.kind) ? was.level : 0, ''])
    if (is !== null) after.set(is.id, [is.kind, LEVELLED.includes(is.kind) ? is.level : 0, ''])
  }
  for (const unit of units) {
    if (unit.type === 'table') {
      if (unit.before !== null) before.get(unit.before.id)[2] = gridOf(unit, 'Before', wordsBefore)
      if (unit.after !== null) after.get(unit.after.id)[2] = gridOf(unit, 'After', wordsAfter)
    } else {
      add(before, unit.splitFrom ?? unit.before?.id, wordsBefore(unit.pieces))
      add(after, unit.after?.id ?? unit.joinedTo, wordsAfter(unit.pieces))
    }
  }
  return { before: [...before.values()].filter(isSeen), after: [...after.values()].filter(isSeen) }
}

function add(units, id, words) {
  if (words !== '') units.get(id)[2] += words
}

const wordsBefore = (pieces) =>
  pieces.map(({ change, text, before }) => (change === 'insert' ? '' : change === 'space' ? before : text)).join('')
const wordsAfter = (pieces) => pieces.map(({ change, text }) => (change === 'delete' ? '' : text)).join('')

function gridOf({ rows, columns }, side, wordsIn) {
  const grid = []
  for (const row of rows.filter((line) => line[`place${side}`] !== null)) {
    const cells = []
    columns.forEach((column, at) => {
      const place = column[`place${side}`]
      if (place !== null) cells[place - 1] = [row[`header${side}`], wordsIn(row.cells[at] ?? [])]
    })
    grid[row[`place${side}`] - 1] = cells
  }
  return grid
}
