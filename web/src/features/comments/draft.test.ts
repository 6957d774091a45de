// @vitest-environment happy-dom
import { beforeEach, expect, it } from 'vitest'
import { newDraft, said } from './draft.ts'
import { useDraft } from './useDraft.ts'

beforeEach(() => sessionStorage.clear())

it('what is written reads as the server keeps it, so that nobody takes it for another’s', () => {
  expect(said('  Komu?\r\nI na jak długo\u2028? ', []).body).toBe('Komu?\nI na jak długo ?')
})

it('a remark that a page of before kept is still being written', () => {
  const { sent: _sent, ...former } = { ...newDraft({ unitId: 'a' }, 'organizacjom'), words: 'Komu?' }
  sessionStorage.setItem('wz.remark..d', JSON.stringify(former))
  expect(useDraft('d').draft.value).toMatchObject({ words: 'Komu?', quote: 'organizacjom', sent: [] })
  expect(Object.keys(JSON.parse(sessionStorage.getItem('wz.remark..d') ?? ''))).toEqual(['new'])
})
