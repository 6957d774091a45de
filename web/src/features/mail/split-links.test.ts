import { expect, it } from 'vitest'
import { splitLinks } from './split-links.ts'

it('finds an address between words and leaves the full stop to the sentence', () => {
  expect(splitLinks('Odnośnik: http://localhost:4000/zaloguj/link#abc-_1. Działa raz.')).toEqual([
    { text: 'Odnośnik: ', href: null },
    { text: 'http://localhost:4000/zaloguj/link#abc-_1', href: 'http://localhost:4000/zaloguj/link#abc-_1' },
    { text: '. Działa raz.', href: null },
  ])
})

it('loses no character', () => {
  const text = 'a https://x.example/b\n\n(https://y.example/c) koniec'
  expect(
    splitLinks(text)
      .map((part) => part.text)
      .join(''),
  ).toBe(text)
})

it('makes no link of anything but the web', () => {
  expect(splitLinks('javascript:alert(1) ftp://x')).toEqual([{ text: 'javascript:alert(1) ftp://x', href: null }])
  expect(splitLinks('')).toEqual([])
})
