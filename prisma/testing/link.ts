import { createServer, connect as dial, type Server, type Socket } from 'node:net'

/** A way to a PostgreSQL server that can fall silent, as where a firewall forgets it: no end is told to anybody. */
export interface Link {
  url: string
  /** What is open passes nothing on from now on; what is opened later works. */
  fallSilent(): void
  /** What is open is torn off. */
  tearOff(): void
  /** How many connections were made. */
  made(): number
  close(): Promise<void>
}

export async function openLink(url: string): Promise<Link> {
  const target = new URL(url)
  const pairs: [Socket, Socket][] = []
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname)
    pairs.push([near, far])
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.pipe(far).pipe(near)
  })
  const port = await listen(server)
  const own = new URL(url)
  own.hostname = '127.0.0.1'
  own.port = String(port)
  return {
    url: own.href,
    made: () => pairs.length,
    fallSilent() {
      for (const [near, far] of pairs) {
        near.unpipe(far)
        far.unpipe(near)
        for (const socket of [near, far]) socket.pause()
      }
    },
    tearOff() {
      for (const socket of pairs.flat()) socket.resetAndDestroy()
    },
    async close() {
      for (const socket of pairs.flat()) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}
