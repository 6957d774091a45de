import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

const SLICE_MS = 20

export interface SlowLink {
  port: number
  /** Bytes that went through. */
  readonly carried: number
  close(): Promise<void>
}

/** A connection to the server that carries so many bytes a second each way, however they are cut into messages. */
export async function startSlowLink(serverPort: number, bytesPerSecond: number): Promise<SlowLink> {
  const sockets = new Set<Socket>()
  let carried = 0

  async function carry(from: Socket, to: Socket): Promise<void> {
    const atOnce = Math.ceil((bytesPerSecond * SLICE_MS) / 1000)
    // By the clock: a busy machine wakes late, which must not make the connection slower than it is said to be.
    let freeAt = performance.now()
    for await (const chunk of from as AsyncIterable<Buffer>) {
      freeAt = Math.max(freeAt, performance.now())
      for (let at = 0; at < chunk.length; at += atOnce) {
        const slice = chunk.subarray(at, at + atOnce)
        to.write(slice)
        carried += slice.length
        freeAt += SLICE_MS
        const wait = freeAt - performance.now()
        if (wait > 0) await delay(wait)
      }
    }
    to.end()
  }

  const server = createServer((page) => {
    const inner = connect(serverPort, '127.0.0.1')
    for (const [one, other] of [
      [page, inner],
      [inner, page],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => sockets.delete(one))
      // A socket that ends in the midst of it has nothing more to carry.
      carry(one, other).catch(() => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    get carried() {
      return carried
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
