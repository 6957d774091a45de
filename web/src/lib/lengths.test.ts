import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const SOURCES = join(import.meta.dirname, '..')
/** The form of a number, not a limit: ten digits, with their spaces or the prefix. */
const FORMATS = ['14']

it('no field has a limit of its own: what the server would refuse cannot be typed, what it takes can', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))
  const own = files.flatMap((name) =>
    [...readFileSync(join(SOURCES, name), 'utf8').matchAll(/\smaxlength="(\d+)"/g)]
      .filter(([, length = '']) => !FORMATS.includes(length))
      .map(([, length]) => `${name}: ${length}`),
  )
  expect(own).toEqual([])
})
