#!/usr/bin/env node
// Sprawdza dowód historii bez sieci i bez naszego programu: node sprawdz.mjs [folder dowodu]
// Checks a proof of history offline, without our program: node sprawdz.mjs --en [folder of the proof]
//
// Co sprawdza / What it checks:
// 1. są wszystkie pliki dowodu i tylko one, a każdy ma skrót zapisany w manifest.json / all files of a proof are there and
//    no others, and each has the hash in manifest.json;
// 2. żadnego wpisu dziennika nie brakuje, a każde ogniwo łańcucha wynika z poprzedniego / no row of the log is missing, and
//    every link of the chain follows from the one before;
// 3. ogniwa wersji stoją w łańcuchu, a ostatnia wersja z listy jest tą, której to dowód / the links of the versions stand in
//    the chain, and the last one of them is the version that is proved;
// 4. usunięto treść tylko z tych wpisów, o których mówi łańcuch / only rows of which the chain says so were redacted;
// 5. tekst wersji i tekst poprzedniej mają ich skróty, a inne tylko po usunięciu, które ich sięga / the text of the version and
//    of the one before have their hashes, and others only where a redaction reaches them;
// 6. tekst.txt i słowa w roznice.json są tymi samymi słowami / tekst.txt and the words in roznice.json are the same words.
//
// Wypisuje tylko to, co policzył, i mówi, z czym to porównać: kto zmienił wszystko naraz, nie ma tych samych skrótów i ogniw.
// It prints only what it computed, and says what to compare it with: whoever changed everything has other hashes and links.

import { checkLog } from './sprawdz-dziennik.mjs'
import { checkFiles, read, readJson, sha256 } from './sprawdz-pliki.mjs'
import { textOf, unitsAround, unitsOf } from './sprawdz-teksty.mjs'
import { problem, problems, sayFacts, sayProblems, sayWhatItProves } from './sprawdz-wynik.mjs'

const FORMAT = 2
const HASH = /^[0-9a-f]{64}$/

function checkVersions({ version, versions, ...manifest }, { links, rows, link, redactions }) {
  if (rows !== manifest.log.rows || link !== manifest.log.link) {
    problem('dziennik nie kończy się tam, gdzie mówi manifest', 'the log does not end where the manifest says')
  }
  if (JSON.stringify(versions.at(-1)) !== JSON.stringify(version)) {
    problem('wersja dowodu nie jest ostatnią na liście', 'the version of the proof is not the last one of the list')
  }
  const declared = redactions.flatMap(({ rows: own }) => own)
  versions.forEach(({ number, seq, link: stated, hash, redactedHash }, index) => {
    if (number !== index + 1 || seq < (versions[index - 1]?.seq ?? 0)) {
      problem(`na liście wersji brakuje ${index + 1}`, `version ${index + 1} is missing from the list`)
    }
    if (!links.has(seq) || links.get(seq) !== stated) {
      problem(`wersja ${index + 1} nie stoi w łańcuchu`, `version ${index + 1} is not in the chain`)
    }
    if (![hash, redactedHash ?? hash].every((each) => HASH.test(each))) {
      problem(`wersja ${index + 1} nie ma skrótu`, `version ${index + 1} has no hash`)
    }
    if (redactedHash !== null && !declared.some((row) => row <= seq)) {
      problem(`żadne usunięcie danych nie sięga wersji ${index + 1}`, `no redaction reaches version ${index + 1}`)
    }
  })
}

/** Tekst wersji, i czy inne pliki mówią to samo / The text of a version, and whether other files say the same. */
function checkTexts({ version, versions }) {
  const former = versions.at(-2) ?? null
  checkText('tekst.json', version)
  if (former !== null) checkText('poprzednia.json', former)
  const text = readJson('tekst.json')
  if (read('tekst.txt').toString('utf8') !== textOf(text)) {
    problem('tekst.txt mówi co innego niż tekst.json', 'tekst.txt says something else than tekst.json')
  }
  const { from, to, difference } = readJson('roznice.json')
  const { before, after } = unitsAround(difference)
  const was = former === null ? [] : unitsOf(readJson('poprzednia.json'))
  const isSame = JSON.stringify(after) === JSON.stringify(unitsOf(text)) && inAnyOrder(before) === inAnyOrder(was)
  if (from !== (former?.number ?? null) || to !== version.number || !isSame) {
    problem('roznice.json mówi o innych tekstach', 'roznice.json tells of other texts')
  }
}

const inAnyOrder = (units) => JSON.stringify(units.map((unit) => JSON.stringify(unit)).sort())

function checkText(file, { number, hash, redactedHash }) {
  if (sha256(read(file)) === (redactedHash ?? hash)) return
  if (file === 'tekst.json')
    problem(`tekst nie ma skrótu wersji ${number}`, `the text does not have the hash of version ${number}`)
  else problem(`${file} nie ma skrótu wersji ${number}`, `${file} does not have the hash of version ${number}`)
}

function check() {
  if (read('manifest.json') === null) return problem('brakuje pliku manifest.json', 'manifest.json is missing')
  const manifest = readJson('manifest.json')
  if (manifest.format !== FORMAT) {
    return problem(
      'dowód ma inną postać: sprawdza ją jego własny program',
      'another form of proof: its own program checks it',
    )
  }
  if (!checkFiles(manifest)) return
  const log = checkLog(manifest)
  checkVersions(manifest, log)
  checkTexts(manifest)
  if (problems.length > 0) return
  sayFacts(manifest, log)
  sayWhatItProves(manifest, log)
}

try {
  check()
} catch (error) {
  problem(`dowodu nie da się odczytać (${error.message})`, `the proof cannot be read (${error.message})`)
}
sayProblems()
process.exitCode = problems.length === 0 ? 0 : 1
