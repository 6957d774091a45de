import { expect, it } from 'vitest'
import { nameDevice } from './device-name.ts'

const gecko = 'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0'
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36 Edg/129.0.0.0'
const phone =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36'
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1'

it.each([
  { userAgent: gecko, browser: 'Firefox', system: 'Linux' },
  { userAgent: edge, browser: 'Edge', system: 'Windows' },
  { userAgent: phone, browser: 'Chrome', system: 'Android' },
  { userAgent: iPhone, browser: 'Safari', system: 'iPhone' },
])('names $browser on $system', ({ userAgent, browser, system }) => {
  expect(nameDevice(userAgent)).toEqual({ browser, system })
})

it('says nothing about what it does not know', () => {
  expect(nameDevice('curl/8.5.0')).toBeNull()
  expect(nameDevice(null)).toBeNull()
})
