import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from './en/index.ts'
import pl from './pl/index.ts'

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, path = ''): Map<string, string> {
  const words = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') words.set(here, value)
    else for (const [below, text] of flatten(value, here)) words.set(below, text)
  }
  return words
}

const polish = flatten(pl)
const english = flatten(en)
const namesIn = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()
const formsOf = (text: string) => text.split(' | ')

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !/\.(test|d)\.ts$/.test(name) && !name.startsWith('i18n'))
    .map((name) => join(folder, name))
}

/** Keys written out in calls of `t(…)` and in `key: '…'` tables. */
function keysUsed(source: string): string[] {
  return [...source.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((match) => match[1] ?? '')
}

describe('the two catalogues', () => {
  it('have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...polish.keys()].sort())
  })

  it('take the same values in every form of every message', () => {
    const uneven = [...polish].filter(([key, text]) => {
      const [first = '', ...others] = [...formsOf(text), ...formsOf(english.get(key) ?? '')].map(namesIn).map(String)
      return others.some((names) => names !== first)
    })
    expect(uneven.map(([key]) => key)).toEqual([])
  })

  it('have all plural forms wherever one is counted: three or four in Polish, two in English', () => {
    const counted = [...polish].filter(([, text]) => text.includes(' | '))
    expect(counted.length).toBeGreaterThan(0)
    const wrong = counted.filter(
      ([key, text]) => ![3, 4].includes(formsOf(text).length) || formsOf(english.get(key) ?? '').length !== 2,
    )
    expect(wrong.map(([key]) => key)).toEqual([])
  })

  it('escape the sign @, which vue-i18n reads as a link to another message', () => {
    const bare = [...polish, ...english].filter(([, text]) => text.replaceAll("{'@'}", '').includes('@'))
    expect(bare.map(([key]) => key)).toEqual([])
  })

  it('is empty nowhere', () => {
    const empty = [...polish, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })

  it('quotes the Polish way in Polish', () => {
    const wrong = [...polish].filter(([, text]) => /["“]/.test(text)).map(([key]) => key)
    expect(wrong).toEqual([])
  })

  it('says of no stage that only a recommendation is at it: a programme and a document are of another gender', () => {
    const stages = [...polish].filter(([key]) => key.startsWith('documents.stages.'))
    expect(stages.length).toBeGreaterThan(0)
    expect(stages.filter(([, text]) => /^\S+[nt](a|e|y)( |$)/.test(text))).toEqual([])
  })

  it('has every key the page asks for', () => {
    const missing = sourceFiles(join(import.meta.dirname, '..')).flatMap((file) =>
      keysUsed(readFileSync(file, 'utf8'))
        .filter((key) => !polish.has(key))
        .map((key) => `${file}: ${key}`),
    )
    expect(missing).toEqual([])
  })
})
