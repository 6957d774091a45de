import { expect, it } from 'vitest'
import { breakable } from './unit-label.ts'

it('breaks between a unit and the one inside it, and nowhere else', () => {
  const words = breakable('Rozdział 1 § 6 ust. 2 pkt 4 lit. a tiret pierwsze'.replaceAll(' ', '\u00a0'))
  expect(words.split(' ')).toEqual(
    ['Rozdział 1', '§ 6', 'ust. 2', 'pkt 4', 'lit. a', 'tiret pierwsze'].map((part) => part.replace(' ', '\u00a0')),
  )
})
