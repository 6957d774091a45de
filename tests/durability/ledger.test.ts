import { describe, expect, test } from 'vitest'
import { Ledger, NOTHING_WRONG } from '../kit/ledger.ts'

/** Two people, five tokens each, all but the last acknowledged. */
function played() {
  const ledger = new Ledger()
  const tokens: string[] = []
  for (const name of ['ewa', 'jan']) {
    const author = ledger.author(name)
    for (let at = 0; at < 4; at += 1) tokens.push(author.next())
    author.saved()
    tokens.push(author.next())
  }
  return { ledger, tokens }
}

describe('the oracle itself', () => {
  test('has nothing to say about a text that holds everything once', () => {
    const { ledger, tokens } = played()
    expect(ledger.judge(`przed ${tokens.join(' między ')} po`)).toEqual(NOTHING_WRONG)
    expect([ledger.typed, ledger.acknowledged]).toEqual([10, 8])
  })

  test('finds a lost acknowledged token, a lost waiting one, a double and a stranger', () => {
    const { ledger, tokens } = played()
    const [acked, second] = tokens as [string, string]
    const waiting = tokens[4]!
    const text = [...tokens.filter((token) => token !== acked && token !== waiting), second, '⟨nikt:000001⟩'].join('')
    expect(ledger.judge(text)).toEqual({
      ackedLost: [acked],
      unackedLost: [waiting],
      duplicated: [second],
      unknown: ['⟨nikt:000001⟩'],
    })
  })

  test('finds a token that was torn apart', () => {
    const { ledger, tokens } = played()
    const torn = tokens[0]!
    expect(ledger.judge(tokens.join('').replace(torn, `${torn.slice(0, 4)} ${torn.slice(4)}`)).ackedLost).toEqual([
      torn,
    ])
  })

  test('excuses what was given back, and what died with its device unless it was acknowledged', () => {
    const ledger = new Ledger()
    const author = ledger.author('ola')
    const acked = author.next()
    author.saved()
    const back = author.next()
    author.next()
    author.recovered(back)
    author.gone()
    expect(ledger.judge(acked)).toEqual(NOTHING_WRONG)
    expect(ledger.judge('').ackedLost).toEqual([acked])
  })
})
