// Several servers over one database tell each other what their bus says: ids only, as on the bus itself. Whoever hears of
// something reads it again, as the person it serves. Nothing is believed because it was told, so a message that is lost
// makes somebody late, never wrong: whoever was cut off reads everything again.

import type { Channel } from '@app/prisma'
import { newId } from './ids.ts'
import type { PubSub, Topics } from './pubsub.ts'

/** Every topic, so that what another version of this program tells is left alone. */
const TOPICS = {
  access: true,
  session: true,
  document: true,
  reading: true,
  heading: true,
  thread: true,
  proposal: true,
  version: true,
  review: true,
  notification: true,
  epoch: true,
} as const satisfies Record<keyof Topics, true>

/** All that may have been missed, rights and epochs first: nobody may go on with those that are out of date. Who is signed
 * in is asked before every delivery. */
const MISSED = [
  'access',
  'epoch',
  'document',
  'reading',
  'heading',
  'thread',
  'proposal',
  'version',
  'review',
  'notification',
] as const

/** Joins the bus of this process with those of the others. Returns how to stop. */
export function joinNodes(pubsub: PubSub, channel: Channel): () => void {
  const node = newId()
  const stops = [
    pubsub.forward((topic, payload) => channel.tell(JSON.stringify([node, topic, payload]))),
    channel.listen(
      (message) => {
        const [from, topic, payload] = JSON.parse(message) as [string, keyof Topics, Topics[keyof Topics]]
        if (from !== node && Object.hasOwn(TOPICS, topic)) pubsub.receive(topic, payload)
      },
      () => {
        for (const topic of MISSED) pubsub.receive(topic, {})
      },
    ),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
