import { expect, it } from 'vitest'
import { kindKey } from './version-words.ts'

it('a version that was kept for a restoration says so only where that came', () => {
  expect(kindKey({ kind: 'RESTORE', keptBefore: [{}] })).toBe('history.versions.kinds.RESTORE')
  expect(kindKey({ kind: 'RESTORE', keptBefore: [] })).toBe('history.versions.kinds.RESTORE_LEFT')
  expect(kindKey({ kind: 'IDLE', keptBefore: [] })).toBe('history.versions.kinds.IDLE')
})
