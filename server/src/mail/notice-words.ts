import type { MailEntry, MailLink, MailWords } from './messages.ts'

export type NoticeSort = 'MENTION' | 'REPLY' | 'THREAD_RESOLVED' | 'PROPOSAL_ACCEPTED' | 'PROPOSAL_DECLINED'

export interface NoticeItem {
  sort: NoticeSort
  actor: string
  /** For instance "§ 6 ust. 3"; empty where the unit has no label. */
  unit: string
  excerpt: string | null
  url: string
}

/** What one mail tells: of one document, or, in a digest, of several. */
export interface NoticeMail {
  instance: string
  documents: { title: string; url: string; items: NoticeItem[] }[]
  homeUrl: string
  settingsUrl: string
  unsubscribeUrl: string
}

const POLISH: Readonly<Record<NoticeSort, string>> = {
  MENTION: 'Wzmianka o Państwu',
  REPLY: 'Odpowiedź w rozmowie',
  THREAD_RESOLVED: 'Rozwiązana uwaga',
  PROPOSAL_ACCEPTED: 'Propozycja przyjęta',
  PROPOSAL_DECLINED: 'Propozycja odrzucona',
}

const ENGLISH: Readonly<Record<NoticeSort, string>> = {
  MENTION: 'You are mentioned',
  REPLY: 'A reply in a conversation',
  THREAD_RESOLVED: 'A remark resolved',
  PROPOSAL_ACCEPTED: 'A proposal accepted',
  PROPOSAL_DECLINED: 'A proposal declined',
}

const polishRules = new Intl.PluralRules('pl')

export function polishCount(count: number): string {
  const form = polishRules.select(count)
  if (form === 'one') return `${count} powiadomienie`
  return form === 'few' ? `${count} powiadomienia` : `${count} powiadomień`
}

function englishCount(count: number): string {
  return count === 1 ? '1 notification' : `${count} notifications`
}

function toLine(names: Readonly<Record<NoticeSort, string>>, { sort, actor, unit }: NoticeItem): string {
  return `${names[sort]} – ${unit === '' ? actor : `${actor}, ${unit}`}`
}

function toEntries({ documents }: NoticeMail, names: Readonly<Record<NoticeSort, string>>): MailEntry[] {
  return documents.flatMap(({ title, items }) =>
    items.map((item, index) => ({
      ...(index === 0 && { heading: title }),
      line: toLine(names, item),
      quote: item.excerpt,
      url: item.url,
    })),
  )
}

function countOf({ documents }: NoticeMail): number {
  return documents.reduce((count, { items }) => count + items.length, 0)
}

function subjectOf(mail: NoticeMail, names: Readonly<Record<NoticeSort, string>>, count: string): string {
  const [document] = mail.documents
  const [item] = document?.items ?? []
  if (document === undefined || item === undefined) return count
  return `${countOf(mail) === 1 ? names[item.sort] : count}: ${document.title}`
}

function linkToDocument({ documents, homeUrl }: NoticeMail, one: string, several: string): MailLink {
  const [document] = documents
  return documents.length === 1 && document ? { label: one, url: document.url } : { label: several, url: homeUrl }
}

const polish = (mail: NoticeMail, subject: string, lead: string): MailWords => ({
  subject,
  paragraphs: ['Dzień dobry,', lead],
  entries: toEntries(mail, POLISH),
  action: linkToDocument(mail, 'Otwórz dokument', 'Otwórz listę powiadomień'),
  ending: 'Wiadomość wysłano zgodnie z ustawieniami powiadomień na koncie.',
  links: [
    { label: 'Zmień ustawienia powiadomień', url: mail.settingsUrl },
    { label: 'Wypisz się z takich wiadomości', url: mail.unsubscribeUrl },
  ],
})

const english = (mail: NoticeMail, subject: string, lead: string): MailWords => ({
  subject,
  paragraphs: ['Hello,', lead],
  entries: toEntries(mail, ENGLISH),
  action: linkToDocument(mail, 'Open the document', 'Open your notifications'),
  ending: 'You get this mail because of the notification settings of your account.',
  links: [
    { label: 'Change notification settings', url: mail.settingsUrl },
    { label: 'Unsubscribe from mail like this', url: mail.unsubscribeUrl },
  ],
})

export const noticeWordsPl = {
  notifications: (mail: NoticeMail) =>
    polish(
      mail,
      subjectOf(mail, POLISH, polishCount(countOf(mail))),
      `oto nowe powiadomienia z serwisu ${mail.instance}.`,
    ),
  digest: (mail: NoticeMail) =>
    polish(
      mail,
      `Podsumowanie dnia: ${polishCount(countOf(mail))}`,
      `oto nieprzeczytane powiadomienia z serwisu ${mail.instance}.`,
    ),
}

export const noticeWordsEn = {
  notifications: (mail: NoticeMail) =>
    english(
      mail,
      subjectOf(mail, ENGLISH, englishCount(countOf(mail))),
      `these are your new notifications from ${mail.instance}.`,
    ),
  digest: (mail: NoticeMail) =>
    english(
      mail,
      `Daily digest: ${englishCount(countOf(mail))}`,
      `these are your unread notifications from ${mail.instance}.`,
    ),
}
