import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { parseMail, type ReceivedMail } from './received-mail.ts'

export interface SmtpServer {
  /** smtp://127.0.0.1:port */
  url: string
  mails: ReceivedMail[]
  /** Takes no mail for this address from now on, and repeats it in the refusal as real servers do. */
  refuse(address: string): void
  /** Takes it again. */
  accept(address: string): void
  close(): Promise<void>
}

/** As much of a mail server as one that sends needs: no encryption, no password, nothing kept. */
export async function startSmtp(): Promise<SmtpServer> {
  const mails: ReceivedMail[] = []
  const refused = new Set<string>()
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that goes away in the middle shows in what did not arrive.
    socket.on('error', () => undefined)
    new Conversation(socket, refused, (mail) => void mails.push(mail))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (address) => void refused.add(address),
    accept: (address) => void refused.delete(address),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** What one client says and is answered. */
class Conversation {
  private readonly socket: Socket
  private readonly refused: ReadonlySet<string>
  private readonly take: (mail: ReceivedMail) => void
  private pending = ''
  private from = ''
  private to: string[] = []
  private isMail = false

  constructor(socket: Socket, refused: ReadonlySet<string>, take: (mail: ReceivedMail) => void) {
    this.socket = socket
    this.refused = refused
    this.take = take
    // Bytes, one character each: what they mean is said inside the mail.
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => this.listen(chunk))
    this.say('220 localhost ready')
  }

  private say(line: string): void {
    this.socket.write(`${line}\r\n`)
  }

  private listen(chunk: string): void {
    this.pending += chunk
    for (let part = this.nextPart(); part !== null; part = this.nextPart()) {
      if (this.isMail) this.takeMail(part)
      else this.answer(part)
    }
  }

  private nextPart(): string | null {
    const end = this.isMail ? '\r\n.\r\n' : '\r\n'
    const cut = this.pending.indexOf(end)
    if (cut < 0) return null
    const part = this.pending.slice(0, cut)
    this.pending = this.pending.slice(cut + end.length)
    return part
  }

  private takeMail(raw: string): void {
    this.isMail = false
    this.take({ from: this.from, to: this.to, ...parseMail(raw.replace(/^\.\./gm, '.')) })
    this.say('250 taken')
  }

  private answer(line: string): void {
    const verb = line.slice(0, 4).toUpperCase()
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    switch (verb) {
      case 'MAIL':
        this.from = address
        this.to = []
        this.say('250 yes')
        return
      case 'RCPT':
        this.answerRecipient(address)
        return
      case 'DATA':
        this.isMail = true
        this.say('354 go on')
        return
      case 'QUIT':
        this.say('221 bye')
        this.socket.end()
        return
      default:
        this.say(verb === 'EHLO' || verb === 'RSET' ? '250 localhost' : '502 no')
    }
  }

  private answerRecipient(address: string): void {
    if (this.refused.has(address)) {
      this.say(`550 5.1.1 <${address}>: unknown here`)
      return
    }
    this.to.push(address)
    this.say('250 yes')
  }
}

export interface SilentServer {
  url: string
  /** Resolves when somebody has called. */
  called: Promise<void>
  close(): Promise<void>
}

/** Takes every call, and never says a word. */
export async function startSilentServer(): Promise<SilentServer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    sockets.add(socket)
  })
  const called = once(server, 'connection').then(() => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    called,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
