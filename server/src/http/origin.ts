import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { Env } from '../env.ts'
import { isLoopback, isTrusted } from './trusted-proxies.ts'

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/
const FORWARDING_HEADER = /^(?:x-forwarded-.*|forwarded|x-real-ip|via)$/

/** The one Origin pages of this instance have, as the browser writes it. */
export function expectedOrigin(env: Env, request: IncomingMessage): string {
  return env.publicUrl?.origin ?? `http://${request.headers.host ?? ''}`
}

/** Exact comparison; a missing Origin is refused, since every browser sends one where this is asked. */
export function isOriginAllowed(env: Env, request: IncomingMessage): boolean {
  return request.headers.origin === expectedOrigin(env, request)
}

/**
 * Without a public address only this machine is served: a foreign Host is DNS rebinding, and a forwarded request comes
 * from a proxy that would show a demonstration to the world.
 */
export function isHostAllowed(env: Env, request: IncomingMessage): boolean {
  if (env.publicUrl !== undefined) return request.headers.host === env.publicUrl.host || isHealthProbe(request)
  return LOOPBACK_HOST.test(request.headers.host ?? '') && !isForwarded(request)
}

export function isForwarded(request: IncomingMessage): boolean {
  return Object.keys(request.headers).some((name) => FORWARDING_HEADER.test(name))
}

export function isFromLoopback(request: IncomingMessage): boolean {
  return isLoopback(request.socket.remoteAddress ?? '')
}

/**
 * Whose request this is, for limits: what the nearest proxy saw that is not one of ours, else the other end of the
 * connection. What somebody further away claims counts for nothing.
 */
function clientAddress(env: Env, request: IncomingMessage): string {
  const forwarded = request.headers['x-forwarded-for']
  const own = request.socket.remoteAddress ?? 'unknown'
  if (env.publicUrl === undefined || typeof forwarded !== 'string' || !isTrusted(env.trustedProxies, own)) return own
  const seen = forwarded.split(',').map((address) => address.trim())
  return seen.findLast((address) => !isTrusted(env.trustedProxies, address)) || seen[0] || own
}

/** The same for counting: an IPv6 network of 64 bits is one, since whoever has one address has all of it. */
export function addressKey(env: Env, request: IncomingMessage): string {
  return toAddressKey(clientAddress(env, request))
}

export function toAddressKey(address: string): string {
  const [plain = ''] = address.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined || !isIPv6(plain)) return mapped ?? plain
  const [head = '', tail] = plain.split('::')
  const groups = head === '' ? [] : head.split(':')
  // An address written with dots ends in two groups.
  const after = tail === undefined || tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0)
  if (tail !== undefined) while (groups.length + after < 8) groups.push('0')
  const whole = [...groups, ...(tail ?? '').split(':').filter(Boolean)]
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function isHealthProbe(request: IncomingMessage): boolean {
  return isFromLoopback(request) && !isForwarded(request)
}
