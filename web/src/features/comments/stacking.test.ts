import { describe, expect, it } from 'vitest'
import { type Card, stackCards } from './stacking.ts'

const GAP = 10

function card(id: string, wanted: number | null, height = 50): Card {
  return { id, wanted, height }
}

function overlaps(cards: readonly Card[], tops: ReadonlyMap<string, number>): boolean {
  return cards.some((one, index) => {
    const next = cards[index + 1]
    return next !== undefined && tops.get(one.id)! + one.height + GAP > tops.get(next.id)!
  })
}

describe('cards beside the text', () => {
  it('stand at their passages where there is room', () => {
    const cards = [card('a', 0), card('b', 100), card('c', 400)]
    expect([...stackCards(cards, null, GAP).values()]).toEqual([0, 100, 400])
  })

  it('make room downwards where there is none', () => {
    const cards = [card('a', 20), card('b', 30), card('c', 40)]
    expect([...stackCards(cards, null, GAP).values()]).toEqual([20, 80, 140])
  })

  it('leave the active one exactly at its passage: those before it move up, those after it down', () => {
    const cards = [card('a', 200), card('b', 210), card('c', 220), card('d', 225)]
    expect([...stackCards(cards, 'c', GAP).values()]).toEqual([100, 160, 220, 280])
  })

  it('never push a card out at the top', () => {
    const cards = [card('a', 5), card('b', 6), card('c', 7)]
    expect([...stackCards(cards, 'c', GAP).values()]).toEqual([0, 60, 120])
  })

  it('follow the one before where they have no place', () => {
    const cards = [card('a', 100), card('b', null), card('c', null)]
    expect([...stackCards(cards, 'b', GAP).values()]).toEqual([100, 160, 220])
  })

  it('never overlap, wherever passages are and whichever is active', () => {
    let seed = 7
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
      return seed
    }
    for (let round = 0; round < 300; round += 1) {
      const wanted = Array.from({ length: 12 }, () => next() % 900).sort((a, b) => a - b)
      const cards = wanted.map((top, index) => card(String(index), top, 20 + (next() % 120)))
      const active = String(next() % 12)
      const tops = stackCards(cards, active, GAP)
      expect(overlaps(cards, tops), `round ${round}`).toBe(false)
      expect(Math.min(...tops.values())).toBeGreaterThanOrEqual(0)
    }
  })
})
