import { type NoticeMail, noticeWordsEn, noticeWordsPl } from './notice-words.ts'

/** The words of every mail, in both languages. Links are the only thing that differs from person to person. */
export type MailLocale = 'pl' | 'en'

export interface MailContent {
  'magic-link': { url: string; instance: string }
  invitation: { url: string; instance: string; organization: string; inviter: string }
  notifications: NoticeMail
  digest: NoticeMail
}

export type MailKind = keyof MailContent

export interface MailWords {
  subject: string
  paragraphs: string[]
  entries?: MailEntry[]
  action: MailLink
  ending: string
  /** At the foot. */
  links?: MailLink[]
}

export interface MailLink {
  label: string
  url: string
}

/** One thing of several that a mail tells. */
export interface MailEntry {
  /** Over the first entry about something, what that is. */
  heading?: string
  line: string
  quote: string | null
  url: string
}

type Words = { [K in MailKind]: (content: MailContent[K]) => MailWords }

const pl: Words = {
  'magic-link': ({ url, instance }) => ({
    subject: `Logowanie: ${instance}`,
    paragraphs: [
      'Dzień dobry,',
      'na ten adres poproszono o odnośnik do logowania. Po jego otwarciu trzeba nacisnąć przycisk „Zaloguj mnie”.',
    ],
    action: { label: 'Przejdź do logowania', url },
    ending:
      'Odnośnik działa raz, przez 15 minut. Jeśli prośba nie pochodzi od Państwa, wystarczy pominąć tę wiadomość.',
  }),
  invitation: ({ url, instance, organization, inviter }) => ({
    subject: `Zaproszenie: ${instance}`,
    paragraphs: [
      'Dzień dobry,',
      `zaproszono Państwa do wspólnej pracy nad dokumentami. Organizacja: ${organization}. Zaprasza: ${inviter}.`,
      'Konto powstanie przy pierwszym logowaniu tym adresem e-mail. Hasło nie jest potrzebne.',
      'Jeśli mają już Państwo konto z tym adresem, nowa rola pojawi się po ponownym zalogowaniu przez poniższy odnośnik.',
    ],
    action: { label: 'Przejdź do logowania', url },
    ending: 'Zaproszenie jest ważne przez 14 dni.',
  }),
  ...noticeWordsPl,
}

const en: Words = {
  'magic-link': ({ url, instance }) => ({
    subject: `Sign in: ${instance}`,
    paragraphs: ['Hello,', 'A sign-in link was requested for this address. Open it and press the “Sign me in” button.'],
    action: { label: 'Go to sign-in', url },
    ending: 'The link works once, for 15 minutes. If you did not ask for it, you can ignore this message.',
  }),
  invitation: ({ url, instance, organization, inviter }) => ({
    subject: `Invitation: ${instance}`,
    paragraphs: [
      'Hello,',
      `You are invited to write documents together. Organisation: ${organization}. Invited by: ${inviter}.`,
      'Your account is made when you first sign in with this e-mail address. No password is needed.',
      'If you already have an account with this address, you get the new role once you sign in again by the link below.',
    ],
    action: { label: 'Go to sign-in', url },
    ending: 'The invitation is valid for 14 days.',
  }),
  ...noticeWordsEn,
}

const WORDS: Readonly<Record<MailLocale, Words>> = { pl, en }

export function toMailLocale(locale: string | null | undefined): MailLocale {
  return locale === 'en' ? 'en' : 'pl'
}

export function wordsOf<K extends MailKind>(kind: K, locale: MailLocale, content: MailContent[K]): MailWords {
  return WORDS[locale][kind](content)
}
