// Pliki dowodu; używa tego sprawdz.mjs / The files of a proof; for sprawdz.mjs.

import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { problem } from './sprawdz-wynik.mjs'

const TEXTS = ['tekst.json', 'tekst.txt', 'roznice.json', 'log.jsonl', 'osoby.json', 'CZYTAJ.txt']
const PROGRAM = ['sprawdz', 'sprawdz-dziennik', 'sprawdz-pliki', 'sprawdz-teksty', 'sprawdz-wynik']
const FILES = [...TEXTS, ...PROGRAM.map((name) => `${name}.mjs`)]
/** Kładą je systemy / Systems put them there. */
const STRAY = /^(\..*|Thumbs\.db|desktop\.ini|manifest\.json)$/

const given = process.argv.slice(2).find((word) => !word.startsWith('--'))
const FOLDER = given ?? dirname(fileURLToPath(import.meta.url))

export const sha256 = (data) => createHash('sha256').update(data).digest('hex')
export const read = (name) => (existsSync(join(FOLDER, name)) ? readFileSync(join(FOLDER, name)) : null)
export const readJson = (name) => JSON.parse(read(name).toString('utf8'))

/** Czy jest wszystko, co ma być / Whether all is there that is to be. */
export function checkFiles({ files, versions }) {
  const expected = versions.length > 1 ? [...FILES, 'poprzednia.json'] : FILES
  for (const name of expected) {
    const bytes = read(name)
    if (bytes === null) problem(`brakuje pliku ${name}`, `the file ${name} is missing`)
    else if (!Object.hasOwn(files, name))
      problem(`manifest nie wymienia pliku ${name}`, `${name} is not in the manifest`)
    else if (sha256(bytes) !== files[name]) problem(`plik ${name} jest zmieniony`, `the file ${name} was changed`)
  }
  const there = [...Object.keys(files), ...readdirSync(FOLDER).filter((name) => !STRAY.test(name))]
  for (const name of new Set(there)) {
    if (!expected.includes(name))
      problem(`plik ${name} nie należy do dowodu`, `the file ${name} is no part of the proof`)
  }
  return expected.every((name) => read(name) !== null)
}
