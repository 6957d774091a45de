/** Tells whoever started the program what it is doing and how long it took. */
export interface Progress {
  /** Runs one step; `say` adds a line about how far it is. */
  step<T>(name: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T>
  say(line: string): void
}

export function createProgress(write: (line: string) => void): Progress {
  return {
    say: write,
    async step(name, work) {
      const start = performance.now()
      write(`… ${name}`)
      const result = await work((detail) => write(`    ${detail}`))
      write(`✓ ${name} (${seconds(performance.now() - start)})`)
      return result
    },
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** For people at a terminal; the log is written elsewhere and for machines. */
export const terminalProgress: Progress = createProgress((line) => process.stdout.write(`${line}\n`))
