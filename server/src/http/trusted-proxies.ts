import { BlockList, isIP } from 'node:net'

const LOOPBACK_ADDRESSES = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

export function isLoopback(address: string): boolean {
  return LOOPBACK_ADDRESSES.has(address)
}

/** Addresses and networks with commas between them; null where one is neither. */
export function readNetworks(list: string): BlockList | null {
  const networks = new BlockList()
  for (const entry of list.split(',')) {
    const [address = '', bits, ...more] = entry.trim().split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits ?? '0') || Number(bits ?? 0) > most) return null
    networks.addSubnet(address, Number(bits ?? most), version === 4 ? 'ipv4' : 'ipv6')
  }
  return networks
}

/** Is this a proxy of ours? This machine always is. */
export function isTrusted(trusted: BlockList | undefined, address: string): boolean {
  if (isLoopback(address)) return true
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  return version !== 0 && trusted?.check(plain, version === 4 ? 'ipv4' : 'ipv6') === true
}
