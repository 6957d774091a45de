import { expect, it } from 'vitest'
import { foldUnchanged } from './stretches.ts'

const changedAt = (length: number, ...places: number[]) => Array.from({ length }, (_, at) => places.includes(at))

it('folds what is far from every change, and leaves one unit around each', () => {
  expect(foldUnchanged(changedAt(12, 5), new Set())).toEqual([
    { from: 0, to: 4 },
    { unit: 4 },
    { unit: 5 },
    { unit: 6 },
    { from: 7, to: 12 },
  ])
})

it('folds nothing that a button would not shorten', () => {
  expect(foldUnchanged(changedAt(5, 3), new Set())).toEqual([0, 1, 2, 3, 4].map((unit) => ({ unit })))
})

it('shows what was unfolded', () => {
  expect(foldUnchanged(changedAt(6, 5), new Set([0]))).toEqual([0, 1, 2, 3, 4, 5].map((unit) => ({ unit })))
})

it('folds a text without changes as one', () => {
  expect(foldUnchanged(changedAt(40), new Set())).toEqual([{ from: 0, to: 40 }])
})
