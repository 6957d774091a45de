import type { Deliver, OutgoingMail } from './mail.ts'

/** A server that takes longer, one sign every ten seconds, takes it at the next try. */
const LONGEST_MS = 30_000
/** At the end of the program whoever asked for a mail still gets it, where the mail server answers. */
const LAST_MS = 2_000

/** Why a mail was given up that nobody refused. */
type Code = 'TOO_LONG' | 'STOPPED'

export interface UnderWay {
  /** Rejects when the mail was refused, or takes too long, or the program ends. */
  carry(mail: OutgoingMail): Promise<void>
  /** Runs work that `close` is to wait for. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Resolves with the work that was begun: from now on no mail is waited for longer than a moment. */
  close(begun: Promise<unknown>): Promise<void>
}

/** Mails that are being handed on: none for ever, and none long beyond the end of the program. */
export function createUnderWay(deliver: Deliver): UnderWay {
  const running = new Set<Promise<unknown>>()
  const stops = new Set<(code: Code) => void>()
  let isClosing = false

  function carry(mail: OutgoingMail): Promise<void> {
    return new Promise((resolve, reject) => {
      const own = new AbortController()
      const stop = (code: Code): void => {
        settle()
        reject(Object.assign(new Error('The mail was given up'), { code }))
        own.abort()
      }
      const timer = isClosing ? setTimeout(stop, LAST_MS, 'STOPPED') : setTimeout(stop, LONGEST_MS, 'TOO_LONG')
      const settle = (): void => {
        clearTimeout(timer)
        stops.delete(stop)
      }
      stops.add(stop)
      deliver(mail, own.signal).then(resolve, reject).finally(settle)
    })
  }

  function hold<T>(work: Promise<T>): Promise<T> {
    const held = work.finally(() => running.delete(held))
    running.add(held)
    return held
  }

  async function close(begun: Promise<unknown>): Promise<void> {
    isClosing = true
    const before = [...stops]
    const last = setTimeout(() => {
      for (const stop of before) if (stops.has(stop)) stop('STOPPED')
    }, LAST_MS)
    await Promise.allSettled([begun])
    await Promise.allSettled([...running])
    clearTimeout(last)
  }

  return { carry, hold, close }
}
