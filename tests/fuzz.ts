import 'fake-indexeddb/auto'
import { runAuthorshipSession } from './fuzz/authorship-session.ts'
import { compareGenerated, compareMoments, SPELLED_COMPARISONS } from './fuzz/comparison-session.ts'
import { runLeakSession } from './fuzz/leak-session.ts'
import { runProposalSession } from './fuzz/proposal-session.ts'
import { runRemarkSession } from './fuzz/remark-session.ts'
import { runRestoreSession } from './fuzz/restore-session.ts'
import { runSession } from './fuzz/session.ts'
import { runTabsSession } from './fuzz/tabs-session.ts'
import { runUndoChangesSession } from './fuzz/undo-changes-session.ts'
import { startApp } from './kit/app.ts'
import { runLiveRestore } from './sync/restore-session.ts'

const [from = 1, count = 1000] = process.argv.slice(2).map(Number)
const failures: { seed: number; error: unknown }[] = []
const total = { steps: 0, undosExact: 0, undosInexact: 0, undoneTwice: 0, movedTwice: 0, recognised: 0, untold: 0 }
const proposals = { refused: 0, amended: 0, heldBack: [] as number[], inexact: [] as number[] }

for (let seed = from; seed < from + count; seed++) {
  try {
    runLeakSession(seed)
    const outcome = runSession(seed)
    total.steps += outcome.steps
    total.undosExact += outcome.undosExact
    total.undosInexact += outcome.undosInexact
    total.undoneTwice += outcome.doubled.undone
    total.movedTwice += outcome.doubled.moved
    total.recognised += outcome.doubled.recognised
    total.untold += outcome.doubled.untold
    const proposed = runProposalSession(seed)
    proposals.refused += proposed.refused
    proposals.amended += proposed.amended
    if (proposed.heldBack > 0) proposals.heldBack.push(seed)
    if (proposed.inexact !== null) {
      proposals.inexact.push(seed)
      console.log(`seed ${seed}, proposals inexact: ${proposed.inexact}`)
    }
  } catch (error) {
    failures.push({ seed, error })
    console.error(`seed ${seed}:`, error)
  }
  if ((seed - from + 1) % 100 === 0) console.log(`${seed - from + 1} of ${count} sessions, ${failures.length} failed`)
}

const remarks = { threads: 0, orphaned: 0, reanchored: 0, restored: 0, cut: 0, strayed: 0, spread: 0 }
const REMARK_SESSIONS = 10
for (let seed = from; seed < from + count * REMARK_SESSIONS; seed++) {
  try {
    const outcome = runRemarkSession(seed)
    for (const key of Object.keys(remarks) as (keyof typeof remarks)[]) remarks[key] += outcome[key]
  } catch (error) {
    failures.push({ seed, error })
    console.error(`remarks, seed ${seed}:`, error)
  }
}
console.log(`${count * REMARK_SESSIONS} sessions with remarks: ${JSON.stringify(remarks)}`)

let dear = 0
const HISTORY = {
  'authorship and comparing': (seed: number): void => {
    dear += compareMoments(runAuthorshipSession(seed).log, seed)
  },
  comparing: compareGenerated,
  restore: runRestoreSession,
  undoing: runUndoChangesSession,
}
for (const [name, run] of Object.entries(HISTORY)) {
  for (let seed = from; seed < from + count; seed++) {
    try {
      run(seed)
    } catch (error) {
      failures.push({ seed, error })
      console.error(`${name}, seed ${seed}:`, error)
    }
  }
}

const tabs = { typed: 0, deleted: 0, givenBack: 0, arrived: 0 }
/** They wait more than they work. */
const TABS_AT_ONCE = 25
for (let first = from; first < from + count; first += TABS_AT_ONCE) {
  const seeds = Array.from({ length: Math.min(TABS_AT_ONCE, from + count - first) }, (_, at) => first + at)
  await Promise.all(seeds.map(playTabs))
}
console.log(`${count} sessions of one person's tabs, words: ${JSON.stringify(tabs)}`)

const LIVE_SESSIONS = Math.min(count, 200)
const live = { before: 0, after: 0, offered: 0, undone: 0 }
const app = await startApp({ database: 'embedded' })
for (let seed = from; seed < from + LIVE_SESSIONS; seed++) {
  try {
    const outcome = await runLiveRestore(app, seed)
    for (const key of Object.keys(live) as (keyof typeof live)[]) live[key] += outcome[key]
  } catch (error) {
    failures.push({ seed, error })
    console.error(`live restore, seed ${seed}:`, error)
  }
}
await app.close()
console.log(`${LIVE_SESSIONS} live restores, characters typed meanwhile: ${JSON.stringify(live)}`)

console.log(`${count} sessions from seed ${from}, ${total.steps} steps, ${failures.length} failed`)
console.log(`undo: ${total.undosExact} exact, ${total.undosInexact} with other formats`)
console.log(`proposals: ${proposals.refused} changes refused in words, ${proposals.inexact.length} sessions inexact`)
console.log(`proposals taken without marks that were taken back meanwhile: ${proposals.amended} pushes`)
console.log(`proposals given back by the room in sessions ${proposals.heldBack.join(', ') || '–'}`)
console.log(`doubled and told: ${total.undoneTwice} characters undone twice, ${total.movedTwice} moved twice,`)
console.log(`  ${total.recognised} moved or brought back otherwise; doubled and not told: ${total.untold}`)

/**
 * What cannot be ruled out may not become more. Of 10,000 sessions with remarks 536 passages were cut, 39 strayed and 79
 * spread before older texts were brought back in them, of 1,000 since then 35, 1 and 10; of 1,000 with proposals two had
 * honest words given back (2026-11-25). A few more than that are chance.
 */
const LIMITS = [
  { what: 'spelled comparisons with too many words', found: dear, most: count * SPELLED_COMPARISONS * 0.003 },
  { what: 'characters doubled and not told', found: total.untold, most: total.recognised * 0.01 },
  { what: 'sessions with proposals inexact or given back', found: outOfLine(), most: count * 0.01 },
  { what: 'passages cut', found: remarks.cut, most: count * REMARK_SESSIONS * 0.07 },
  {
    what: 'passages strayed or spread',
    found: remarks.strayed + remarks.spread,
    most: count * REMARK_SESSIONS * 0.018,
  },
]
const exceeded = LIMITS.filter(({ found, most }) => found > Math.max(1, most))
for (const { what, found, most } of exceeded) console.error(`too many ${what}: ${found}, and at most ${most}`)
process.exitCode = failures.length + exceeded.length > 0 ? 1 : 0

async function playTabs(seed: number): Promise<void> {
  try {
    const outcome = await runTabsSession(seed)
    for (const key of Object.keys(tabs) as (keyof typeof tabs)[]) tabs[key] += outcome[key]
  } catch (error) {
    failures.push({ seed, error })
    console.error(`tabs, seed ${seed}:`, error)
  }
}

function outOfLine(): number {
  return new Set([...proposals.inexact, ...proposals.heldBack]).size
}
