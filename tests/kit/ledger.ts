/**
 * The truth about what was typed, kept by those who typed it and never asked of the server: every token is unique, and
 * a token counts as acknowledged once its author's page has said "saved" after it.
 */
export interface Author {
  readonly name: string
  /** A new token, to be typed now. */
  next(): string
  /** The page says that nothing waits: all that was typed so far is acknowledged. */
  saved(): void
  /** The words were given back to their author instead of being sent. */
  recovered(token: string): void
  /** The device is gone: what was not acknowledged may be lost with it. */
  gone(): void
}

export interface Verdict {
  ackedLost: string[]
  unackedLost: string[]
  duplicated: string[]
  /** In the text, and typed by nobody. */
  unknown: string[]
}

interface Entry {
  author: string
  acknowledged: boolean
  excused: boolean
}

const TOKEN = /⟨[^⟨⟩]*⟩/g

export class Ledger {
  private readonly entries = new Map<string, Entry>()

  author(name: string): Author {
    let count = 0
    const mine = (): Entry[] => [...this.entries.values()].filter((entry) => entry.author === name)
    return {
      name,
      next: () => {
        const token = `⟨${name}:${String((count += 1)).padStart(6, '0')}⟩`
        this.entries.set(token, { author: name, acknowledged: false, excused: false })
        return token
      },
      saved: () => {
        for (const entry of mine()) entry.acknowledged = true
      },
      recovered: (token) => {
        const entry = this.entries.get(token)
        if (entry) entry.excused = true
      },
      gone: () => {
        for (const entry of mine()) entry.excused ||= !entry.acknowledged
      },
    }
  }

  get typed(): number {
    return this.entries.size
  }

  get acknowledged(): number {
    return [...this.entries.values()].filter((entry) => entry.acknowledged).length
  }

  /** Judges a text that should hold everything. */
  judge(text: string): Verdict {
    const seen = new Map<string, number>()
    for (const [token] of text.matchAll(TOKEN)) seen.set(token, (seen.get(token) ?? 0) + 1)
    const lost = [...this.entries].filter(([token, entry]) => !seen.has(token) && !entry.excused)
    return {
      ackedLost: lost.filter(([, entry]) => entry.acknowledged).map(([token]) => token),
      unackedLost: lost.filter(([, entry]) => !entry.acknowledged).map(([token]) => token),
      duplicated: [...seen].filter(([, times]) => times > 1).map(([token]) => token),
      unknown: [...seen.keys()].filter((token) => !this.entries.has(token)),
    }
  }
}

export const NOTHING_WRONG: Verdict = { ackedLost: [], unackedLost: [], duplicated: [], unknown: [] }
