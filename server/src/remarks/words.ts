import type { ProposalChannel, RemarkType } from '@app/prisma'
import type { ExportLocale } from '../export/words.ts'
import type { RemarkState } from './remark.ts'

/** Headings of the columns of `domain.md` §2.3, as far as there is something to put under them. */
export interface RemarkWords {
  table: string
  subtitle: (moment: string, shown: number, all: number) => string
  number: string
  receivedAt: string
  submitter: string
  hiddenSubmitter: string
  organization: string
  channel: string
  kind: string
  unit: string
  passage: string
  words: string
  grounds: string
  answers: string
  /** Around the number of those a cell does not hold; a link follows. */
  answersLeft: readonly [string, string]
  state: string
  decidedAt: string
  decidedBy: string
  reason: string
  wordingAfter: string
  link: string
  proposal: string
  types: Readonly<Record<RemarkType, string>>
  states: Readonly<Record<RemarkState, string>>
  channels: Readonly<Record<ProposalChannel, string>>
  enteredBy: (name: string) => string
  /** Of a proposal that changes no more than a look or a kind. */
  sameWords: string
  deleted: string
  hidden: (reason: string) => string
  hiddenAnswer: string
  lost: string
}

const POLISH: RemarkWords = {
  table: 'Tabela uwag',
  subtitle: (moment, shown, all) =>
    `Tabela uwag. Stan na ${moment}. ${shown === all ? `Liczba pozycji: ${all}.` : `Wybrane pozycje: ${shown} z ${all}.`}`,
  number: 'Lp.',
  receivedAt: 'Data wpływu',
  submitter: 'Zgłaszający(-a)',
  hiddenSubmitter: '(ukryto, w czyim imieniu)',
  organization: 'Organizacja',
  channel: 'Sposób zgłoszenia',
  kind: 'Rodzaj',
  unit: 'Jednostka redakcyjna',
  passage: 'Zapis w projekcie',
  words: 'Treść uwagi / proponowane brzmienie',
  grounds: 'Uzasadnienie zgłoszenia',
  answers: 'Odpowiedzi',
  answersLeft: ['[Odpowiedzi, których ta komórka nie mieści: ', '. Są wszystkie tutaj:] '],
  state: 'Stan',
  decidedAt: 'Data rozstrzygnięcia',
  decidedBy: 'Osoba rozstrzygająca',
  reason: 'Uzasadnienie rozstrzygnięcia',
  wordingAfter: 'Brzmienie po zmianie',
  link: 'Odnośnik',
  proposal: 'Propozycja zmiany',
  types: {
    WORDING: 'Zmiana brzmienia',
    ADDITION: 'Uzupełnienie',
    DELETION: 'Wykreślenie',
    QUESTION: 'Pytanie',
    GENERAL: 'Uwaga ogólna',
    SUPPORT: 'Poparcie',
  },
  states: {
    OPEN: 'Otwarta',
    RESOLVED: 'Rozwiązana',
    ACCEPTED: 'Przyjęta',
    DECLINED: 'Odrzucona',
    WITHDRAWN: 'Wycofana',
    SUPERSEDED: 'Nieaktualna',
  },
  channels: {
    EDITOR: 'W tekście',
    FORM: 'Formularzem',
    PAPER: 'Na papierze',
    EMAIL: 'Pocztą elektroniczną',
    MEETING: 'Na spotkaniu',
  },
  enteredBy: (name) => `wprowadzenie: ${name}`,
  sameWords: 'słowa bez zmian: zmienia się tylko ich wygląd albo rodzaj akapitu',
  deleted: '[Wypowiedź usunięto]',
  hidden: (reason) => `[Wypowiedź ukryto. Powód: ${reason}]`,
  hiddenAnswer: '[Wypowiedź ukryto]',
  lost: 'fragmentu nie ma już w tekście',
}

const ENGLISH: RemarkWords = {
  table: 'Table of remarks',
  subtitle: (moment, shown, all) =>
    `Table of remarks. As of ${moment}. ${shown === all ? `Entries: ${all}.` : `Selected entries: ${shown} of ${all}.`}`,
  number: 'No.',
  receivedAt: 'Received',
  submitter: 'Submitted by',
  hiddenSubmitter: '(on whose behalf is hidden)',
  organization: 'Organisation',
  channel: 'How it came in',
  kind: 'Kind',
  unit: 'Text unit',
  passage: 'Wording in the draft',
  words: 'Remark / proposed wording',
  grounds: 'Grounds',
  answers: 'Replies',
  answersLeft: ['[Replies that this cell has no room for: ', '. All of them are here:] '],
  state: 'State',
  decidedAt: 'Decided on',
  decidedBy: 'Decided by',
  reason: 'Grounds of the decision',
  wordingAfter: 'Wording after the change',
  link: 'Link',
  proposal: 'Proposed change',
  types: {
    WORDING: 'Change of wording',
    ADDITION: 'Addition',
    DELETION: 'Deletion',
    QUESTION: 'Question',
    GENERAL: 'General remark',
    SUPPORT: 'Support',
  },
  states: {
    OPEN: 'Open',
    RESOLVED: 'Resolved',
    ACCEPTED: 'Accepted',
    DECLINED: 'Declined',
    WITHDRAWN: 'Withdrawn',
    SUPERSEDED: 'Out of date',
  },
  channels: {
    EDITOR: 'In the text',
    FORM: 'By form',
    PAPER: 'On paper',
    EMAIL: 'By e-mail',
    MEETING: 'At a meeting',
  },
  enteredBy: (name) => `entered by ${name}`,
  sameWords: 'same words: only their look or the kind of paragraph changes',
  deleted: '[Taken back]',
  hidden: (reason) => `[Hidden. Reason: ${reason}]`,
  hiddenAnswer: '[Hidden]',
  lost: 'the passage is no longer in the text',
}

export const REMARK_WORDS: Readonly<Record<ExportLocale, RemarkWords>> = { pl: POLISH, en: ENGLISH }
