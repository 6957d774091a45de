import { expect, it } from 'vitest'
import { rolesFor } from './roles.ts'

const row = (seq: number, userId = 'anna', kind = 'EDIT') => ({ seq, userId, kind })

it('leaves out what that person changed between the two places, and nothing else', () => {
  const role = rolesFor({ userId: 'anna', fromSeq: 3, toSeq: 5 }, [])
  expect([2, 3, 4, 5, 6].map((seq) => role(row(seq)))).toEqual(['other', 'undo', 'undo', 'undo', 'other'])
  expect(role(row(4, 'jan'))).toBe('other')
  expect(['RESTORE', 'ROLLBACK', 'CONVERSION'].map((kind) => role(row(4, 'anna', kind)))).toEqual(Array(3).fill('undo'))
  expect(['SEED', 'REPAIR'].map((kind) => role(row(4, 'anna', kind)))).toEqual(['other', 'other'])
  expect(['ANNOTATION', 'ACCEPTANCE'].map((kind) => role(row(4, 'anna', kind)))).toEqual(['decision', 'decision'])
})

it('leaves out one kind for one organisation where that is asked for, and counts as undone no more than that', () => {
  const of = { kind: 'EDIT', organizationId: 'o1' }
  const rows = [
    { ...row(3), organizationId: 'o1' },
    { ...row(4, 'anna', 'RESTORE'), organizationId: 'o1' },
    { ...row(5), organizationId: 'o2' },
    { ...row(6), organizationId: null },
  ]
  const stretch = { userId: 'anna', fromSeq: 1, toSeq: 9 }
  expect(rows.map(rolesFor({ ...stretch, of }, []))).toEqual(['undo', 'other', 'other', 'other'])
  expect(rows.map(rolesFor(stretch, [{ ...stretch, of, row: row(20, 'ewa', 'ROLLBACK') }]))).toEqual([
    'other',
    'undo',
    'undo',
    'undo',
  ])
  const forNobody = { kind: 'EDIT', organizationId: null }
  expect(rows.map(rolesFor({ ...stretch, of: forNobody }, []))).toEqual(['other', 'other', 'other', 'undo'])
})

it('does not undo again what was undone, also where the two stretches only overlap', () => {
  const undone = [
    { userId: 'anna', fromSeq: 2, toSeq: 6, row: row(7, 'ewa', 'ROLLBACK') },
    { userId: 'jan', fromSeq: 1, toSeq: 20, row: row(21, 'ewa', 'ROLLBACK') },
  ]
  const role = rolesFor({ userId: 'anna', fromSeq: 4, toSeq: 9 }, undone)
  expect([4, 6, 8, 9].map((seq) => role(row(seq)))).toEqual(['other', 'other', 'undo', 'undo'])
})

it('counts no undoing that is left out itself, however many undid each other', () => {
  const undoings = [
    { userId: 'anna', fromSeq: 2, toSeq: 2, row: row(3, 'anna', 'ROLLBACK') },
    { userId: 'anna', fromSeq: 3, toSeq: 3, row: row(4, 'anna', 'ROLLBACK') },
  ]
  const rows = [row(2), row(3, 'anna', 'ROLLBACK'), row(4, 'anna', 'ROLLBACK')]
  const rolesIn = (toSeq: number, undone = undoings) =>
    rows.map(rolesFor({ userId: 'anna', fromSeq: 2, toSeq }, undone))
  expect(rolesIn(3, undoings.slice(0, 1))).toEqual(['undo', 'undo', 'other'])
  expect(rolesIn(4)).toEqual(['undo', 'undo', 'undo'])
  // Row 3 was undone by row 4, which stays: what it brought back is row 4's.
  expect(rolesIn(3)).toEqual(['other', 'other', 'other'])
  const byAnother = { userId: 'anna', fromSeq: 2, toSeq: 2, row: row(3, 'jan', 'ROLLBACK') }
  expect(rolesIn(3, [byAnother])).toEqual(['other', 'undo', 'other'])
})
