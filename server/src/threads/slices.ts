// Computing on the main thread, in slices between which everybody else is answered.

/** So long at most nobody else is. */
const SLICE_MS = 8

const waiting: (() => void)[] = []

/**
 * Lets everybody else go first. Of all that wait only one goes on before others go first again: with `setImmediate` the
 * slices of fifty would be one block of fifty.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(goOn)
  })
}

function goOn(): void {
  waiting.shift()?.()
  if (waiting.length > 0) setImmediate(goOn)
}

/** Does something with each of these in turn. */
export async function inSlices<T>(all: Iterable<T>, take: (one: T) => void): Promise<void> {
  for (const left = all[Symbol.iterator](); !takeSlice(left, take); ) await nextTurn()
}

/**
 * What these steps come to.
 * @param spend is told how long each slice took, and may throw
 */
export async function resultInSlices<T>(
  steps: Generator<void, T>,
  spend: (ms: number) => void = () => undefined,
): Promise<T> {
  for (;;) {
    const begunAt = performance.now()
    let step = steps.next()
    while (!step.done && performance.now() - begunAt < SLICE_MS) step = steps.next()
    spend(performance.now() - begunAt)
    if (step.done) return step.value
    await nextTurn()
  }
}

/** True where nothing is left. */
function takeSlice<T>(left: Iterator<T>, take: (one: T) => void): boolean {
  const endsAt = performance.now() + SLICE_MS
  for (let next = left.next(); !next.done; next = left.next()) {
    take(next.value)
    if (performance.now() >= endsAt) return false
  }
  return true
}
