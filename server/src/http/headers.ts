import type { ServerResponse } from 'node:http'
import type { Env } from '../env.ts'

const PERMISSIONS_POLICY = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ')

const NOTHING_LOADS = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What a page may load: only our own files, and styles or scripts that carry this answer's nonce. */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    // The outbox page of a demonstration shows mails in a sandboxed frame made from text.
    "frame-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The service worker's own policy: what it fetches is bound by it, not by the page's. */
export const WORKER_POLICY = "default-src 'none'; connect-src 'self'"

/** Headers of every answer. A page replaces the content policy with its own. */
export function setSecurityHeaders(response: ServerResponse, env: Env): void {
  response.setHeader('content-security-policy', NOTHING_LOADS)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('permissions-policy', PERMISSIONS_POLICY)
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('x-frame-options', 'DENY')
  if (env.publicUrl?.protocol === 'https:') {
    response.setHeader('strict-transport-security', 'max-age=63072000; includeSubDomains')
  }
}
