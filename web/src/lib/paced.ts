/** So that what is done in one go is looked at once. */
const GATHER_MS = 300

export interface Paced {
  ask(): void
  stop(): void
}

/** Does it shortly after the first time it is asked for, and never twice within `pauseMs`. */
export function paced(doIt: () => void, pauseMs: number): Paced {
  let timer: ReturnType<typeof setTimeout> | undefined
  let notBefore = 0
  return {
    ask() {
      timer ??= setTimeout(
        () => {
          timer = undefined
          notBefore = performance.now() + pauseMs
          doIt()
        },
        Math.max(GATHER_MS, notBefore - performance.now()),
      )
    },
    stop: () => clearTimeout(timer),
  }
}
