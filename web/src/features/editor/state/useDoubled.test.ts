import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { useDoubled } from './useDoubled.ts'

const PLACE = Y.createID(1, 2)

it('says of one passage what says more, and where its copy is', () => {
  const { doubled, tell } = useDoubled(() => true)
  tell('undone', null)
  tell('moved', PLACE)
  expect(doubled.value?.how).toBe('undone')
  expect(doubled.value?.place).not.toBeNull()
})

it.each(['held', 'failed'] as const)('says what is %s whatever was said before, with no place of that', (how) => {
  const { doubled, tell } = useDoubled(() => true)
  tell('undone', PLACE)
  tell(how, null)
  expect(doubled.value).toEqual({ how, place: null })
})
