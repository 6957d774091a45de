import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

// The least a server can do: what one says, all others get. No document, no rights, no disk, nothing merged.
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => {
    for (const other of server.clients) if (other !== socket) other.send(data, { binary: isBinary })
  })
})
server.on('listening', () => process.send?.((server.address() as AddressInfo).port))
