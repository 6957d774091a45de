import type { Db, NotificationChannel, NotificationKind } from '@app/prisma'
import { AppError } from '../errors.ts'

/** One switch: whether a person hears of a kind on a channel. */
export interface Setting {
  kind: NotificationKind
  channel: NotificationChannel
  enabled: boolean
}

type Switches = (kind: NotificationKind, channel: NotificationChannel) => boolean

const CHANNELS: Readonly<Record<NotificationKind, readonly NotificationChannel[]>> = {
  MENTION: ['PAGE', 'MAIL'],
  REPLY: ['PAGE', 'MAIL'],
  PROPOSAL_DECIDED: ['PAGE', 'MAIL'],
  THREAD_RESOLVED: ['PAGE', 'MAIL'],
  DIGEST: ['MAIL'],
}
const KINDS = Object.keys(CHANNELS) as NotificationKind[]

/** Mail only for what speaks to the person; the rest is on the page and in the digest of who wants one. */
const MAILED_BY_DEFAULT: readonly NotificationKind[] = ['MENTION', 'REPLY', 'PROPOSAL_DECIDED']

/** What each of these people switched, over the defaults. One statement. */
export async function loadSwitches(db: Db, userIds: readonly string[]): Promise<(userId: string) => Switches> {
  const rows = await db.notificationSetting.findMany({ where: { userId: { in: [...new Set(userIds)] } } })
  const set = new Map(rows.map(({ userId, kind, channel, enabled }) => [`${userId} ${kind} ${channel}`, enabled]))
  return (userId) => (kind, channel) =>
    set.get(`${userId} ${kind} ${channel}`) ?? (channel === 'PAGE' || MAILED_BY_DEFAULT.includes(kind))
}

export async function listSettings(db: Db, userId: string): Promise<Setting[]> {
  const isOn = (await loadSwitches(db, [userId]))(userId)
  return KINDS.flatMap((kind) => CHANNELS[kind].map((channel) => ({ kind, channel, enabled: isOn(kind, channel) })))
}

/** The kinds this person wants to see on the page. */
export async function kindsOnPage(db: Db, userId: string): Promise<NotificationKind[]> {
  const settings = await listSettings(db, userId)
  return settings.filter(({ channel, enabled }) => channel === 'PAGE' && enabled).map(({ kind }) => kind)
}

export async function setSetting(db: Db, userId: string, { kind, channel, enabled }: Setting): Promise<void> {
  if (!CHANNELS[kind].includes(channel)) throw new AppError('INVALID', 'channel')
  await db.notificationSetting.upsert({
    where: { userId_kind_channel: { userId, kind, channel } },
    create: { userId, kind, channel, enabled },
    update: { enabled },
  })
}
