import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Env } from '../env.ts'
import { addressKey } from './origin.ts'
import { readNetworks } from './trusted-proxies.ts'

const networks = (list: string) => {
  const read = readNetworks(list)
  if (read === null) throw new Error('no networks')
  return read
}

function keyOf(remoteAddress: string, forwarded?: string, trusted?: string): string {
  const env = {
    publicUrl: new URL('https://zapis.example.org'),
    ...(trusted !== undefined && { trustedProxies: networks(trusted) }),
  } as Env
  const headers = { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) }
  return addressKey(env, { headers, socket: { remoteAddress } } as unknown as IncomingMessage)
}

describe('whose request it is', () => {
  it.each<[string, string, string | undefined, string | undefined, string]>([
    ['nobody in between', '198.51.100.4', undefined, undefined, '198.51.100.4'],
    ['a proxy on this machine', '127.0.0.1', '203.0.113.7', undefined, '203.0.113.7'],
    ['what the visitor claims before that proxy', '::1', '10.9.9.9, 203.0.113.7', undefined, '203.0.113.7'],
    ['a proxy elsewhere that nobody named', '172.18.0.3', '203.0.113.7', undefined, '172.18.0.3'],
    ['a proxy elsewhere', '172.18.0.3', '203.0.113.7', '172.18.0.0/16', '203.0.113.7'],
    ['one written as IPv6', '::ffff:172.18.0.3', '203.0.113.7', '10.0.0.1, 172.18.0.0/16', '203.0.113.7'],
    ['two proxies, one behind the other', '127.0.0.1', '203.0.113.7, 172.18.0.3', '172.18.0.0/16', '203.0.113.7'],
    ['a claim beside two proxies', '127.0.0.1', '172.18.0.9, 203.0.113.7, 172.18.0.3', '172.18.0.3', '203.0.113.7'],
    ['a proxy itself', '127.0.0.1', '172.18.0.3', '172.18.0.0/16', '172.18.0.3'],
    ['a proxy on IPv6', 'fd00::5', '203.0.113.7', 'fd00::/8', '203.0.113.7'],
  ])('%s', (_what, own, forwarded, trusted, key) => {
    expect(keyOf(own, forwarded, trusted)).toBe(key)
  })

  it('takes only addresses and networks for proxies', () => {
    for (const list of ['', 'proxy', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/x', '10.0.0.1,', 'fd00::/129'])
      expect(readNetworks(list), list).toBeNull()
  })
})
