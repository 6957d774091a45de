import type { NotificationKind } from '@app/prisma'
import type { Services } from '../context.ts'
import { toMailLocale } from '../mail/messages.ts'
import type { NoticeItem, NoticeSort } from '../mail/notice-words.ts'
import {
  type Claim,
  claimDue,
  type DueNotification,
  dropOldNews,
  noteMailed,
  readClaimed,
  waitForDigest,
} from './due.ts'
import { excerptOf } from './excerpt.ts'
import { decideFates, type Fate, nextDigest } from './fates.ts'
import { UNSUBSCRIBE_PATH } from './route.ts'
import { signUnsubscription } from './unsubscribe.ts'

export interface MailingOptions extends Pick<Services, 'db' | 'env' | 'clock' | 'mailer' | 'logger'> {
  secret: string
  /** Where this instance's pages are: links lead there. */
  origin: () => string
}

export interface Mailing {
  /** Sends what is due now. */
  run(): Promise<void>
  close(): Promise<void>
}

const EVERY_MS = 60_000

/** Mails what people were told and did not see on the page: together, per person and document and time window. */
export function createMailing(options: MailingOptions): Mailing {
  const { db, env, clock, mailer, logger, secret, origin } = options
  const running = new Set<Promise<void>>()
  const isMailed = env.demo || mailer.delivers
  let closed = false

  async function pass(): Promise<void> {
    if (!isMailed) return
    await dropOldNews(db, clock.now())
    while (!closed) {
      const claims = await claimDue(db, clock.now())
      if (claims.length === 0) return
      for (const ofPerson of batchesOf(claims, ({ userId }) => userId)) await tellPerson(ofPerson)
    }
  }

  /**
   * One mail after the other, and right before each all is read and decided anew: while a mail server took its time with
   * the one before, words may have been taken out, rights have ended, another node have begun.
   */
  async function tellPerson(claims: readonly Claim[]): Promise<void> {
    let left = claims
    while (left.length > 0 && !closed) {
      const due = await readClaimed(db, left, clock.now())
      const fateOf = await decideFates(db, due, clock.now())
      const having = (fate: Fate) => due.filter(({ id }) => fateOf(id) === fate)
      await settle(having('drop'))
      await putOff(having('wait for digest'))
      const mail = batchesOf(having('mail'), ({ documentId }) => documentId)[0]
      const digest = batchesOf(having('digest'), ({ user }) => user.id)[0]
      const batch = mail ?? digest
      if (batch === undefined) return
      await tryBatch(batch, batch === mail ? 'notifications' : 'digest')
      const done = new Set(idsOf(batch))
      left = left.filter(({ id }) => !done.has(id))
    }
  }

  async function settle(rows: readonly DueNotification[]): Promise<void> {
    if (rows.length === 0) return
    await noteMailed(db, idsOf(rows), clock.now())
  }

  async function putOff(rows: readonly DueNotification[]): Promise<void> {
    if (rows.length === 0) return
    await waitForDigest(db, idsOf(rows), nextDigest(clock.now()))
  }

  /** One person's mail does not hold up the others'. What failed stays claimed, and comes again when that is over. */
  async function tryBatch(batch: Batch, kind: 'notifications' | 'digest'): Promise<void> {
    try {
      await sendBatch(batch, kind)
    } catch (error) {
      logger.error({ err: error, userId: batch[0].user.id }, 'notifications were not mailed')
    }
  }

  async function sendBatch(batch: Batch, kind: 'notifications' | 'digest'): Promise<void> {
    const { user } = batch[0]
    const kinds: NotificationKind[] = kind === 'digest' ? ['DIGEST'] : batch.map((one) => one.kind)
    const token = signUnsubscription({ userId: user.id, kinds }, secret)
    const unsubscribeUrl = `${origin()}${UNSUBSCRIBE_PATH}?token=${token}`
    const content = {
      instance: env.instanceName,
      documents: toDocuments(batch, origin()),
      homeUrl: `${origin()}/powiadomienia`,
      settingsUrl: `${origin()}/konto`,
      unsubscribeUrl,
    }
    const locale = toMailLocale(user.locale)
    const documents = new Map(batch.map(({ documentId, epoch }) => [documentId, epoch]))
    const isTaken = await mailer.send({ to: user.email, kind, locale, content, documents, unsubscribeUrl })
    if (isTaken) await settle(batch)
  }

  function run(): Promise<void> {
    const work = pass().finally(() => running.delete(work))
    running.add(work)
    return work
  }

  function runByItself(): void {
    // One pass at a time: the next minute looks again.
    if (running.size > 0) return
    run().catch((error: unknown) => logger.error({ err: error }, 'notifications were not mailed'))
  }

  const timer = setInterval(runByItself, EVERY_MS).unref()
  return {
    run,
    async close() {
      closed = true
      clearInterval(timer)
      await Promise.allSettled(running)
    },
  }
}

type Batch = [DueNotification, ...DueNotification[]]

function batchesOf<T>(rows: readonly T[], keyOf: (row: T) => string): [T, ...T[]][] {
  const batches = new Map<string, [T, ...T[]]>()
  for (const row of rows) {
    const batch = batches.get(keyOf(row))
    if (batch === undefined) batches.set(keyOf(row), [row])
    else batch.push(row)
  }
  return [...batches.values()]
}

function idsOf(rows: readonly DueNotification[]): string[] {
  return rows.map(({ id }) => id)
}

function toDocuments(batch: Batch, origin: string) {
  return batchesOf(batch, ({ documentId }) => documentId).map((rows) => {
    const { documentId, document } = rows[0]
    const url = `${origin}/dokument/${documentId}`
    return { title: document.title, url, items: rows.map((row) => toItem(row, url)) }
  })
}

function toItem(row: DueNotification, url: string): NoticeItem {
  const { threadId, proposalId, thread, proposal, comment, actor } = row
  const place = threadId !== null ? `?watek=${threadId}` : proposalId !== null ? `?propozycja=${proposalId}` : ''
  return {
    sort: toSort(row),
    actor: actor.name,
    unit: thread?.unitLabel ?? proposal?.unitLabel ?? '',
    excerpt: excerptOf(comment, proposal),
    url: `${url}${place}`,
  }
}

function toSort({ kind, proposal }: DueNotification): NoticeSort {
  if (kind === 'MENTION' || kind === 'REPLY' || kind === 'THREAD_RESOLVED') return kind
  return proposal?.state === 'ACCEPTED' ? 'PROPOSAL_ACCEPTED' : 'PROPOSAL_DECLINED'
}
