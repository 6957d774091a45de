import type { NotificationKind } from '@app/prisma'
import type { Services } from '../context.ts'
import { toMailLocale } from '../mail/messages.ts'
import type { NoticeItem, NoticeSort } from '../mail/notice-words.ts'
import { claimDue, type DueNotification, decideFates, nextDigest } from './due.ts'
import { excerptOf } from './excerpt.ts'
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
    while (isMailed && !closed) {
      const due = await claimDue(db, clock.now())
      if (due.length === 0) return
      const fateOf = await decideFates(db, due, clock.now())
      const having = (fate: ReturnType<typeof fateOf>) => due.filter(({ id }) => fateOf(id) === fate)
      await settle(having('drop'))
      await putOff(having('wait for digest'))
      for (const batch of batchesOf(having('mail'), ({ user, documentId }) => `${user.id} ${documentId}`)) {
        await tryBatch(batch, 'notifications')
      }
      for (const batch of batchesOf(having('digest'), ({ user }) => user.id)) await tryBatch(batch, 'digest')
    }
  }

  async function settle(rows: readonly DueNotification[]): Promise<void> {
    if (rows.length === 0) return
    await db.notification.updateMany({ where: { id: { in: idsOf(rows) } }, data: { mailedAt: clock.now() } })
  }

  async function putOff(rows: readonly DueNotification[]): Promise<void> {
    if (rows.length === 0) return
    const digestAt = nextDigest(clock.now())
    const data = { digestAt, mailNextAt: digestAt, mailTries: 0 }
    await db.notification.updateMany({ where: { id: { in: idsOf(rows) } }, data })
  }

  /** One person's mail does not hold up the others'. What failed stays claimed, and comes again when that is over. */
  async function tryBatch(batch: Batch, kind: 'notifications' | 'digest'): Promise<void> {
    if (closed) return
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
    const documentIds = [...new Set(batch.map(({ documentId }) => documentId))]
    const isTaken = await mailer.send({
      to: user.email,
      kind,
      locale,
      content,
      documentIds,
      secret: token,
      unsubscribeUrl,
    })
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

function batchesOf(rows: readonly DueNotification[], keyOf: (row: DueNotification) => string): Batch[] {
  const batches = new Map<string, Batch>()
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
