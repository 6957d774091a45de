import type { ProposalChannel, ProposalState, RemarkType } from '@app/prisma'

/** What became of it: of a conversation OPEN or RESOLVED, of a proposal the others. */
export type RemarkState = ProposalState | 'RESOLVED'

/** In the order in which the table sorts them: what waits comes first. */
export const REMARK_STATES = [
  'OPEN',
  'RESOLVED',
  'ACCEPTED',
  'DECLINED',
  'WITHDRAWN',
  'SUPERSEDED',
] as const satisfies readonly RemarkState[]

export const REMARK_KINDS = ['THREAD', 'PROPOSAL'] as const
export type RemarkKind = (typeof REMARK_KINDS)[number]

/** A person, an organisation or a unit, by the id that filters take. */
export interface Named {
  id: string
  name: string
}

/** An answer in a conversation; `words` is null where they are hidden. */
export interface Answer {
  author: string
  organization: string | null
  at: Date
  words: string | null
}

/**
 * One row of the table of remarks (`domain.md` §2.3): a conversation or a proposal. The same for whoever may read the
 * document: hidden words are in no row, also not for those who may read them in the conversation itself.
 */
export interface Remark {
  /** Of the thread or the proposal. */
  id: string
  kind: RemarkKind
  /** Its place among all of the document, in the order in which they were entered: it never changes. */
  number: number
  /** What a remark asks for; null for a proposal. */
  type: RemarkType | null
  state: RemarkState
  receivedAt: Date
  /** It came on paper or by mail: no more than the day is known. */
  isDayOnly: boolean
  /** Who wants it: its author, or whom somebody else entered it for; null where that is hidden. */
  submitter: Named | null
  /** For whom the author spoke at that moment; null also where it was entered for somebody else. */
  organization: Named | null
  channel: ProposalChannel | null
  enteredBy: string | null
  unit: RemarkUnit
  /** The passage a conversation was about is no longer in the text. */
  isLost: boolean
  /** What the text says there: the words a remark was made on, or a wording without its proposal. */
  passage: string
  /** What a proposal is called; may be empty. */
  title: string
  /** The remark itself, or the wording proposed; null where it was taken back or hidden. */
  words: string | null
  withheld: 'DELETED' | 'HIDDEN' | null
  hiddenReason: string | null
  grounds: string
  answers: readonly Answer[]
  decidedAt: Date | null
  decidedBy: string | null
  reason: string
}

export interface RemarkUnit {
  /** „§ 6 ust. 3”: what it is called now, without any proposal; what it was called where it is gone; empty without a name. */
  label: string
  /** Its place in the text; null where it is gone. */
  place: number | null
  /** The units that hold it, the outermost first, and itself. */
  path: readonly UnitStep[]
}

/** `heading`: the words of a heading or chapter. */
export interface UnitStep extends Named {
  heading?: string
}
