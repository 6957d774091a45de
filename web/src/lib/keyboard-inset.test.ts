import { expect, test } from 'vitest'
import { keyboardInset } from './keyboard-inset.ts'

const window800 = { innerHeight: 800, height: 800, offsetTop: 0, scale: 1 }

test('nothing is covered without a keyboard, zoomed in or not', () => {
  expect(keyboardInset(window800)).toBe(0)
  expect(keyboardInset({ ...window800, scale: 2, height: 400, offsetTop: 130 })).toBe(0)
  expect(keyboardInset({ ...window800, scale: 1.5, height: 533.33, offsetTop: 266.67 })).toBe(0)
  expect(keyboardInset({ ...window800, scale: 3, height: 250 })).toBe(0)
})

test('at the usual size the keyboard covers what is not seen below', () => {
  expect(keyboardInset({ ...window800, height: 480 })).toBe(320)
  expect(keyboardInset({ ...window800, height: 480, offsetTop: 20 })).toBe(300)
})

test('zoomed in, the place above the keyboard is where the seen part ends', () => {
  expect(keyboardInset({ ...window800, scale: 2, height: 240, offsetTop: 0 })).toBe(560)
  expect(keyboardInset({ ...window800, scale: 2, height: 240, offsetTop: 200 })).toBe(360)
})
