import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/** A process, named so that another process can tell whether it still lives. */
export interface Holder {
  pid: number
  /** Clock ticks since boot at which the process started; tells a reused pid apart. Empty where it cannot be known. */
  start: string
  boot: string
  /** Process namespace: a pid means nothing in another container. */
  space: string
  host: string
  /** Tells two locks of one process apart. */
  nonce: string
}

function readOrEmpty(read: () => string): string {
  try {
    return read().trim()
  } catch {
    return ''
  }
}

function statOf(pid: number): { state: string; start: string } | null {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  if (stat === '') return null
  // The second field, the command, may itself hold spaces and brackets.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return { state: fields[0] ?? '', start: fields[19] ?? '' }
}

function bootId(): string {
  return readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))
}

function processSpace(): string {
  return readOrEmpty(() => readlinkSync('/proc/self/ns/pid')).replace(/\D/g, '')
}

export function thisProcess(nonce: string): Holder {
  const start = statOf(process.pid)?.start ?? ''
  return { pid: process.pid, start, boot: bootId(), space: processSpace(), host: hostname(), nonce }
}

/** Whether the holder runs where its pid can be looked up: the same host, boot and process namespace. */
export function isOnThisMachine(holder: Holder): boolean {
  return holder.host === hostname() && holder.boot === bootId() && holder.space === processSpace()
}

/** Whether the very process that took the lock still runs; only meaningful on its own machine. */
export function isAlive(holder: Holder): boolean {
  if (holder.start === '') return answersSignals(holder.pid)
  const stat = statOf(holder.pid)
  if (stat === null || stat.state === 'Z' || stat.state === 'X') return false
  return stat.start === holder.start
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const FIELDS = ['pid', 'start', 'boot', 'space', 'nonce', 'host'] as const

/** A holder as a file name: renaming the file then changes the holder in one atomic step. */
export function toFileName(holder: Holder): string {
  return FIELDS.map((field) => `${field}=${encodeURIComponent(String(holder[field]))}`).join(',')
}

export function fromFileName(name: string): Holder | null {
  const values = new Map(name.split(',').map((part) => part.split('=', 2) as [string, string]))
  if (FIELDS.some((field) => values.get(field) === undefined)) return null
  const text = (field: (typeof FIELDS)[number]) => decodeURIComponent(values.get(field) ?? '')
  return {
    pid: Number(text('pid')),
    start: text('start'),
    boot: text('boot'),
    space: text('space'),
    nonce: text('nonce'),
    host: text('host'),
  }
}
