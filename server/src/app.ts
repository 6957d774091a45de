import type { RequestListener, Server } from 'node:http'
import type { Channel, Db } from '@app/prisma'
import { type Logger, pino } from 'pino'
import { createAudit } from './audit/audit.ts'
import { createAuthEngine, isSecure } from './auth/engine.ts'
import { createLinkMail, createMagicLinks } from './auth/magic-link.ts'
import { nameIssuer } from './auth/provider-id.ts'
import { createAuthRoutes } from './auth/route.ts'
import { Sessions } from './auth/session.ts'
import { watchAnchors } from './comments/anchor-watch.ts'
import type { Clock, Services } from './context.ts'
import { type Activity, createActivity } from './documents/activity.ts'
import { passOnAll } from './documents/heirs.ts'
import { createDownloadRoute } from './documents/route.ts'
import type { Env } from './env.ts'
import { createForgetting } from './forgetting.ts'
import { Gate } from './graphql/gate.ts'
import { createGraphqlRoute } from './graphql/http.ts'
import { schema } from './graphql/schema.ts'
import { createSockets, type Sockets } from './graphql/socket.ts'
import { createOperationCheck } from './graphql/validate.ts'
import { createHistoryFold } from './history/activity-fold.ts'
import { watchHistory } from './history/activity-watch.ts'
import { createAuthorship } from './history/authorship.ts'
import { fillingCheckpoints } from './history/authorship-checkpoints.ts'
import { createVersionSchedule } from './history/versions-schedule.ts'
import { createDetached } from './http/detached.ts'
import type { Route } from './http/exchange.ts'
import { loadWebFiles } from './http/files.ts'
import { createHandler } from './http/handler.ts'
import { createHealthRoutes, type Gauges } from './http/health.ts'
import { addressKey } from './http/origin.ts'
import { findLeftUnlooked } from './left-unlooked.ts'
import { createMailer, type Deliver, type Mailer } from './mail/mail.ts'
import { joinNodes } from './nodes.ts'
import { createMailing } from './notifications/mailing.ts'
import { createNotices } from './notifications/notices.ts'
import { createUnsubscribeRoute } from './notifications/route.ts'
import { createRedactionList } from './proof/redaction/redaction-list.ts'
import { createRedactionReplay } from './proof/redaction/replay.ts'
import { createSealSchedule } from './proof/seal-schedule.ts'
import { watchProposals } from './proposals/proposal-watch.ts'
import { finishDecisions } from './proposals/unfinished.ts'
import { PubSub } from './pubsub.ts'
import type { QuietWatch } from './quiet-watch.ts'
import {
  createCheckpoints,
  createLocalBus,
  createLog,
  createOffers,
  createRights,
  createRooms,
  type Rooms,
} from './sync/index.ts'

/** For whoever writes a long log as rooms would have left it. */
export { createCheckpoints }

export interface AppOptions {
  db: Db
  env: Env
  clock: Clock
  /** What cookies are signed with. */
  secret: string
  logger?: Logger
  /** Takes mail instead of SMTP. */
  deliver?: Deliver
  /** To the other nodes over the same database; alone without it. */
  channel?: Channel | undefined
}

export interface App {
  handle: RequestListener
  /** Serves sockets of this server on /graphql. */
  attach(server: Server): void
  /** Ends sockets, writes what is waiting, and resolves when nothing of this application runs any more. */
  close(): Promise<void>
  rooms: Rooms
  pubsub: PubSub
  mailer: Mailer
  /** Mails the notifications that are due; done by itself every minute. */
  mailDue(): Promise<void>
  /** Deletes what has had its time; done by itself every minute. */
  forgetOld(): Promise<void>
  /** Keeps the versions that are due; done by itself every minute. */
  keepVersions(): Promise<void>
  /** Seals the parts of logs that are due; done by itself every minute. */
  sealLogs(): Promise<void>
  /** Does the redactions again that could not be before; done by itself, ever more seldom. */
  replayRedactions(): Promise<void>
}

/** The whole server but its port: used by `main.ts` and by tests alike. */
export async function createApp(options: AppOptions): Promise<App> {
  const pubsub = new PubSub()
  const activity = createActivity(pubsub)
  const services = createServices(options, pubsub, activity)
  const { env, logger } = services
  const leave = options.channel === undefined ? () => undefined : joinNodes(pubsub, options.channel)
  forgetFormerEpochs(services)
  const replay = createRedactionReplay(services)
  await replay.run()
  const detached = createDetached(logger)
  const letters = createDetached(logger)
  const [anchors, proposals] = [watchAnchors(services), watchProposals(services)]
  const watches = [anchors, proposals, watchHistory(services)]
  detached.run(passOnAll(services))
  detached.run(finishDecisions(services, proposals.look))
  detached.run(planLeftUnlooked(services.db, [anchors, proposals]))
  if (env.oidc !== undefined) await nameIssuer(services.db, env.oidc.issuer)
  const engine = createAuthEngine({ ...services, secret: options.secret, sendLink: createLinkMail(services) })
  const links = createMagicLinks(services, engine)
  const check = createOperationCheck({ schema, limits: env.limits })
  const gate = new Gate({ check, limits: env.limits, audit: services.audit })
  const sockets = createSockets({ services, schema, gate })
  let port = env.port
  const origin = () => env.publicUrl?.origin ?? `http://localhost:${port}`
  const versions = createVersionSchedule(services)
  const seals = createSealSchedule(services)
  const forgetting = createForgetting(services)
  const mailing = createMailing({ ...services, secret: options.secret, origin })
  const routes = [
    createGraphqlRoute({ services, schema, check, gate }),
    ...[
      ...createAuthRoutes({ services, engine, links, runDetached: letters.run }),
      createDownloadRoute(services),
      createUnsubscribeRoute(services, options.secret),
    ].map((route) => countedBy(gate, env, route)),
    ...createHealthRoutes(services, createGauges(services, sockets, activity)),
  ]
  return {
    handle: createHandler({ services, routes, files: await loadWebFiles(env) }),
    attach(server) {
      sockets.attach(server)
      server.once('listening', () => {
        port = portOf(server) ?? port
      })
      port = portOf(server) ?? port
    },
    async close() {
      leave()
      // Beside all else: nothing that was written waits for a mail server.
      const posted = services.mailer.close(Promise.all([letters.settle(), mailing.close()]))
      await detached.settle()
      await versions.close()
      await seals.close()
      await forgetting.close()
      await Promise.all(watches.map((watch) => watch.close()))
      await services.authorship.close()
      await replay.close()
      await services.redactionList.close()
      // Rooms first: answers to what was accepted still find their sockets.
      await services.rooms.close()
      await sockets.close()
      activity.close()
      await posted
      await services.audit.flush()
    },
    rooms: services.rooms,
    pubsub: services.pubsub,
    mailer: services.mailer,
    mailDue: () => mailing.run(),
    forgetOld: () => forgetting.run(),
    keepVersions: () => versions.run(),
    sealLogs: () => seals.run(),
    replayRedactions: () => replay.run(),
  }
}

/** Nothing of a document's former epoch stays in memory. */
function forgetFormerEpochs({ pubsub, rooms, authorship, redactionList, logger }: Services): void {
  pubsub.subscribe('epoch', ({ documentId }, origin) => {
    authorship.forget(documentId)
    // Each node has its own, and another may have taken words out of a reason.
    if (origin === 'elsewhere') void redactionList.keep()
    rooms
      .renew(documentId)
      .catch((error: unknown) => logger.warn({ err: error, documentId }, 'epochs were not compared'))
  })
}

/** Every route has a limit: those beside GraphQL by the address. */
function countedBy(gate: Gate, env: Env, route: Route): Route {
  const handle: Route['handle'] = async (exchange) => {
    gate.countRequest(addressKey(env, exchange.request))
    await route.handle(exchange)
  }
  return { ...route, handle }
}

/** What a stop cut off is looked at now: nobody may come and write for a long time. */
async function planLeftUnlooked(db: Db, watches: readonly QuietWatch[]): Promise<void> {
  const documentIds = await findLeftUnlooked(db)
  for (const watch of watches) for (const documentId of documentIds) watch.plan(documentId)
}

function portOf(server: Server): number | null {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : null
}

function createGauges({ rooms, audit }: Services, sockets: Sockets, activity: Activity): Gauges {
  return {
    sockets: { help: 'Open sockets.', type: 'gauge', read: () => sockets.count() },
    rooms: { help: 'Open documents.', type: 'gauge', read: () => rooms.stats().rooms },
    members: { help: 'Windows in open documents.', type: 'gauge', read: () => rooms.stats().members },
    pushes_total: { help: 'Changes committed to the log.', type: 'counter', read: () => activity.commits() },
    refusals_total: { help: 'Operations refused.', type: 'counter', read: () => audit.refusals() },
  }
}

function createServices(options: AppOptions, pubsub: PubSub, activity: Activity): Services {
  const { db, env, clock, secret, logger = pino({ level: 'silent' }), deliver } = options
  const audit = createAudit(db, clock, logger)
  const sessions = new Sessions({ db, clock, pubsub, secret, secureCookies: isSecure(env) })
  const authorship = createAuthorship({ db, logger })
  const rooms = createRooms({
    log: createLog({ db, logger }),
    checkpoints: fillingCheckpoints(createCheckpoints(db), authorship.fill),
    offers: createOffers(db),
    bus: activity.countCommits(createLocalBus()),
    rights: createRights({ db, sessions, pubsub }),
    clock,
    limits: env.limits,
    logger,
    audit,
    onActivity: (documentId) => activity.note(documentId),
    onProposal: (documentId, proposalId) => pubsub.publish('proposal', { documentId, proposalId }),
  })
  const mailer = createMailer({ db, env, clock, logger, deliver })
  const notices = createNotices({ db, clock, pubsub })
  const history = createHistoryFold({ db, logger })
  const redactionList = createRedactionList({ db, env, logger })
  return { db, env, clock, logger, pubsub, audit, sessions, rooms, mailer, notices, history, authorship, redactionList }
}
