/** Each look at a page is work for three programs that share two processors: what takes long is asked for ever more seldom. */
const STEPS_MS = [10, 20, 40, 80]
const LAST_STEP_MS = 100
/** How fast something comes is for the benches to say: a test gives a busy machine its time. */
export const PATIENCE_MS = 60_000

/** Asks until there is an answer; fails loudly, naming what was waited for. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  timeoutMs = PATIENCE_MS,
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs
  for (let round = 0; ; round += 1) {
    const found = await look()
    if (found) return found as NonNullable<T>
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, STEPS_MS[round] ?? LAST_STEP_MS))
  }
}
