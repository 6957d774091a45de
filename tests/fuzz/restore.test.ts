import { expect, test } from 'vitest'
import { runRestoreSession } from './restore-session.ts'
import { runUndoChangesSession } from './undo-changes-session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 50

test(`${SEEDS} seeded restores in the middle of others' typing: the older wording, and whatever was typed`, () => {
  const total = { typed: 0, offered: 0, threadsBack: 0, broughtBack: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => {
      const outcome = runRestoreSession(seed)
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    }, `seed ${seed}`).not.toThrow()
  }
  // A play in which nothing was typed, or nothing came back, would prove nothing.
  expect(total.typed).toBeGreaterThan(SEEDS)
  expect(total.threadsBack).toBeGreaterThan(SEEDS / 10)
  expect(total.broughtBack).toBeGreaterThan(SEEDS)
})

/** Cheap ones of `pnpm fuzz`, and those that once brought text twice, threw, or tell what may be expected from what not. */
const UNDOING = [
  ...Array.from({ length: 12 }, (_, index) => index + 1),
  ...[177, 344, 671, 864, 882, 1231, 1541, 1546, 1573, 1593, 1630, 2159, 2556, 2743],
]

test(`${UNDOING.length} times one person's changes are undone: others' words stay, once`, () => {
  let changed = 0
  for (const seed of UNDOING) {
    expect(() => {
      const { gone, back } = runUndoChangesSession(seed)
      if (gone + back > 0) changed += 1
    }, `seed ${seed}`).not.toThrow()
  }
  expect(changed).toBeGreaterThan(UNDOING.length / 2)
})
