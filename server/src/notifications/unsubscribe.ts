import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Db, NotificationKind } from '@app/prisma'
import { z } from 'zod'

/** What a link at the foot of a mail ends: mail of these kinds, to this person. It never expires. */
export interface Unsubscription {
  userId: string
  kinds: NotificationKind[]
}

const MAX_TOKEN_LENGTH = 1_000

const PayloadSchema = z.strictObject({
  u: z.string().min(1),
  k: z.array(z.enum(Object.values(NotificationKind) as [NotificationKind])).min(1),
})

/** A prefix of its own: what is signed here can be passed off as no other thing this secret signs. */
function signatureOf(payload: string, secret: string): Buffer {
  return createHmac('sha256', secret).update(`unsubscribe\n${payload}`).digest()
}

export function signUnsubscription({ userId, kinds }: Unsubscription, secret: string): string {
  const payload = Buffer.from(JSON.stringify({ u: userId, k: [...new Set(kinds)].toSorted() })).toString('base64url')
  return `${payload}.${signatureOf(payload, secret).toString('base64url')}`
}

/** Null for a token this instance did not sign. */
export function readUnsubscription(token: string, secret: string): Unsubscription | null {
  const [payload = '', signature = '', ...rest] = token.split('.')
  if (token.length > MAX_TOKEN_LENGTH || rest.length > 0) return null
  const expected = signatureOf(payload, secret)
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  const { u, k } = PayloadSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')))
  return { userId: u, kinds: k }
}

/** Turns the mail off; again is the same. Somebody whose account is gone gets no mail anyway. */
export async function unsubscribe(db: Db, { userId, kinds }: Unsubscription): Promise<void> {
  if ((await db.user.count({ where: { id: userId } })) === 0) return
  await db.$transaction(
    kinds.map((kind) =>
      db.notificationSetting.upsert({
        where: { userId_kind_channel: { userId, kind, channel: 'MAIL' } },
        create: { userId, kind, channel: 'MAIL', enabled: false },
        update: { enabled: false },
      }),
    ),
  )
}
