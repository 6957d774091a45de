import type { Member } from './member.ts'
import { Random } from './random.ts'

/** Runs a session whose ids, which come from `Math.random`, are the same for every run of its seed. */
export function seeded<T>(seed: number, run: () => T): T {
  const original = Math.random
  Math.random = new Random(seed).next
  try {
    return run()
  } finally {
    Math.random = original
  }
}

/** Gives characters that were never used before, by default every seventh a surrogate pair. */
export function freshCharacters({ withPairs = true } = {}): (count: number) => string {
  let next = 0
  return (count) => {
    let text = ''
    for (let index = 0; index < count; index++) {
      const number = next++
      text += String.fromCodePoint((withPairs && number % 7 === 3 ? 0x20000 : 0x4e00) + number)
    }
    return text
  }
}

/** Everybody comes back, sends what they kept and takes what is there, until nothing is under way. */
export function settle(members: readonly Member[], random: Random): void {
  for (let round = 0; round < 4; round++) {
    for (const member of members) {
      if (!member.isOnline) member.join(random.chance(0.5))
      member.send()
      member.receive()
    }
  }
}

/** Somebody who is away may come back. */
export function mayRejoin(member: Member, random: Random): void {
  if (!member.isOnline) member.join(random.chance(0.5))
}
