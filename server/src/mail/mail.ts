import type { Db } from '@app/prisma'
import type { Logger } from 'pino'
import type { Clock } from '../context.ts'
import type { Env } from '../env.ts'
import { newId } from '../ids.ts'
import { type MailContent, type MailKind, type MailLocale, wordsOf } from './messages.ts'
import { renderHtml, renderText } from './render.ts'
import { smtpDelivery } from './smtp.ts'
import { storeMail } from './stored.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

export interface OutgoingMail {
  to: string
  subject: string
  text: string
  html: string
  headers?: Record<string, string>
}

/** Hands one mail to whoever carries it on; rejects when it was not taken. Where the signal aborts, nobody waits any more. */
export type Deliver = (mail: OutgoingMail, signal: AbortSignal) => Promise<void>

export interface MailOrder<K extends MailKind> {
  to: string
  kind: K
  locale: MailLocale
  content: MailContent[K]
  /** Documents whose words it holds, each with the epoch in which they were read: under another it is not sent. */
  documents?: ReadonlyMap<string, string>
  /** Where one request, without a page, ends such mail (RFC 8058). */
  unsubscribeUrl?: string
}

export interface Mailer {
  /** Whether mail leaves this machine. */
  readonly delivers: boolean
  /**
   * Notes the mail and sends it. False where it was not taken, which is noted with the class of the failure, and where its
   * words are of a former epoch: then nothing is noted.
   */
  send<K extends MailKind>(order: MailOrder<K>): Promise<boolean>
  /** Resolves with the work that was begun and may send; from now on no mail is waited for longer than a moment. */
  close(begun: Promise<unknown>): Promise<void>
}

export interface MailerOptions {
  db: Db
  env: Env
  clock: Clock
  logger: Logger
  /** Instead of SMTP. */
  deliver?: Deliver | undefined
}

export function createMailer(options: MailerOptions): Mailer {
  const { db, env, clock, logger } = options
  // A demonstration never writes to real addresses, whatever is configured.
  const deliver = env.demo ? undefined : (options.deliver ?? smtpDelivery(env))
  const underWay = deliver === undefined ? null : createUnderWay(deliver)

  async function send<K extends MailKind>(order: MailOrder<K>): Promise<boolean> {
    const words = wordsOf(order.kind, order.locale, order.content)
    const mail = {
      to: order.to,
      subject: toHeaderText(words.subject),
      text: renderText(words),
      html: renderHtml(words, order.locale),
      ...(order.unsubscribeUrl !== undefined && { headers: unsubscribeHeaders(order.unsubscribeUrl) }),
    }
    const id = newId()
    const isStored = await storeMail(db, toRow(id, order, mail), order.documents ?? new Map())
    if (!isStored || underWay === null) return isStored
    return underWay.hold(deliverAndNote(id, mail, underWay))
  }

  /** Only a demonstration shows its mail. Elsewhere words that are kept nobody reads, and whoever takes theirs back means it. */
  function toRow<K extends MailKind>(id: string, { kind, locale }: MailOrder<K>, mail: OutgoingMail) {
    const { text, html } = env.demo ? mail : { text: '', html: '' }
    return { id, toEmail: mail.to, kind, locale, subject: mail.subject, text, html, createdAt: clock.now() }
  }

  async function deliverAndNote(id: string, mail: OutgoingMail, { carry }: UnderWay): Promise<boolean> {
    try {
      await carry(mail)
    } catch (error) {
      const failure = failureClass(error)
      logger.error({ mailId: id, failure }, 'mail was not sent')
      await db.mailMessage.updateMany({ where: { id }, data: { failure } })
      return false
    }
    await db.mailMessage.updateMany({ where: { id }, data: { sentAt: clock.now() } })
    return true
  }

  return {
    delivers: underWay !== null,
    send,
    close: async (begun) => {
      await (underWay === null ? begun : underWay.close(begun))
    },
  }
}

const MAX_SUBJECT = 200

/** Titles and names stand in subjects: no line break may begin another header, nothing may turn the reading around. */
function toHeaderText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length <= MAX_SUBJECT ? line : `${letters.slice(0, MAX_SUBJECT).join('')}…`
}

function unsubscribeHeaders(url: string): Record<string, string> {
  return {
    'List-Unsubscribe': `<${new URL(url).href}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'Auto-Submitted': 'auto-generated',
  }
}

/** The error's code, never its message: SMTP servers repeat addresses in it. */
function failureClass(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'UNKNOWN'
}
