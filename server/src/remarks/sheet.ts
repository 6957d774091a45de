import type { Cell, Entries, Sheet } from '../export/index.ts'
import { type ExportLocale, exportMoment } from '../export/words.ts'
import type { Answer, Remark } from './remark.ts'
import { REMARK_WORDS, type RemarkWords } from './words.ts'

export interface RemarkSheetRequest {
  documentId: string
  title: string
  remarks: readonly Remark[]
  /** How many the document has, chosen or not. */
  documentCount: number
  exportedAt: Date
  locale: ExportLocale
  /** Of this instance's pages. */
  origin: string
}

interface Column {
  heading: string
  width: number
  cell(remark: Remark): Cell
}

/** The table of remarks as it goes to an office: the columns of `domain.md` §2.3, in the language of who reads it. */
export function toRemarkSheet(request: RemarkSheetRequest): Sheet {
  const { remarks, documentCount, exportedAt, locale } = request
  const words = REMARK_WORDS[locale]
  const columns = [...whoAndWhere(words), ...whatIsWanted(words, request), ...whatBecameOfIt(words, request)]
  return {
    title: request.title,
    subtitle: words.subtitle(exportMoment(exportedAt, locale), remarks.length, documentCount),
    name: words.table,
    columns: columns.map(({ heading, width }) => ({ heading, width })),
    rows: remarks.map((remark) => columns.map(({ cell }) => cell(remark))),
  }
}

function whoAndWhere(words: RemarkWords): Column[] {
  return [
    { heading: words.number, width: 6, cell: ({ number }) => number },
    {
      heading: words.receivedAt,
      width: 17,
      cell: ({ receivedAt, isDayOnly }) => ({ at: receivedAt, isDay: isDayOnly }),
    },
    { heading: words.submitter, width: 24, cell: ({ submitter }) => submitter?.name ?? words.hiddenSubmitter },
    { heading: words.organization, width: 28, cell: ({ organization }) => organization?.name ?? null },
    { heading: words.channel, width: 20, cell: (remark) => channelOf(remark, words) },
    {
      heading: words.kind,
      width: 18,
      cell: ({ type }) => (type === null ? words.proposal : words.types[type]),
    },
    { heading: words.unit, width: 20, cell: (remark) => unitOf(remark, words) },
  ]
}

function whatIsWanted(words: RemarkWords, request: RemarkSheetRequest): Column[] {
  return [
    { heading: words.passage, width: 45, cell: ({ passage }) => passage },
    { heading: words.words, width: 55, cell: (remark) => wordsOf(remark, words) },
    { heading: words.grounds, width: 45, cell: ({ title, grounds }) => lines(title, grounds) },
    {
      heading: words.answers,
      width: 45,
      cell: (remark) => answersOf(remark, words, request),
    },
  ]
}

function whatBecameOfIt(words: RemarkWords, request: RemarkSheetRequest): Column[] {
  return [
    { heading: words.state, width: 14, cell: ({ state }) => words.states[state] },
    {
      heading: words.decidedAt,
      width: 17,
      cell: ({ decidedAt }) => (decidedAt === null ? null : { at: decidedAt, isDay: false }),
    },
    { heading: words.decidedBy, width: 24, cell: ({ decidedBy }) => decidedBy },
    { heading: words.reason, width: 45, cell: ({ reason }) => reason },
    {
      heading: words.wordingAfter,
      width: 45,
      cell: ({ state, words: wording }) => (state === 'ACCEPTED' ? wording : null),
    },
    { heading: words.link, width: 40, cell: (remark) => linkTo(remark, request) },
  ]
}

function linkTo({ id, kind }: Remark, { origin, documentId }: RemarkSheetRequest): string {
  return `${origin}/dokument/${documentId}?${kind === 'THREAD' ? 'watek' : 'propozycja'}=${id}`
}

function answersOf(remark: Remark, words: RemarkWords, request: RemarkSheetRequest): Entries | null {
  if (remark.answers.length === 0) return null
  const [before, after] = words.answersLeft
  return {
    entries: remark.answers.map((answer) => answerOf(answer, words, request.locale)),
    left: [before, `${after}${linkTo(remark, request)}`],
  }
}

function lines(...each: readonly string[]): string {
  return each.filter((line) => line !== '').join('\n')
}

function channelOf({ channel, enteredBy }: Remark, words: RemarkWords): string {
  return lines(words.channels[channel ?? 'EDITOR'], enteredBy === null ? '' : words.enteredBy(enteredBy))
}

function unitOf({ unit, isLost }: Remark, words: RemarkWords): string {
  return lines(unit.label, isLost ? `(${words.lost})` : '')
}

function wordsOf({ kind, passage, words: said, withheld, hiddenReason }: Remark, words: RemarkWords): string {
  if (withheld === 'DELETED') return words.deleted
  if (withheld === 'HIDDEN') return words.hidden(hiddenReason ?? '')
  const keepsWords = kind === 'PROPOSAL' && said !== '' && said === passage
  return lines(said ?? '', keepsWords ? `(${words.sameWords})` : '')
}

function answerOf({ author, organization, at, words: said }: Answer, words: RemarkWords, locale: ExportLocale): string {
  const speaker = organization === null ? author : `${author} (${organization})`
  return `${speaker}, ${exportMoment(at, locale)}: ${said ?? words.hiddenAnswer}`
}
