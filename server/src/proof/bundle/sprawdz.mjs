#!/usr/bin/env node
// Sprawdza dowód historii bez sieci i bez naszego programu: node sprawdz.mjs
// Checks a proof of history offline, without our program: node sprawdz.mjs --en
//
// Co sprawdza / What it checks:
// 1. każdy plik ma skrót zapisany w manifest.json / every file has the hash in manifest.json;
// 2. żadnego wpisu dziennika nie brakuje, a każde ogniwo łańcucha wynika z poprzedniego / no row of the log is missing, and
//    every link of the chain follows from the one before;
// 3. ogniwa wersji stoją w łańcuchu / the links of the versions stand in the chain;
// 4. usunięto treść tylko z tych wpisów, o których mówi łańcuch / only rows of which the chain says so were redacted;
// 5. tekst wersji ma skrót tej wersji, a inny tylko po usunięciu, które jej sięga / the text of the version has its hash, and
//    another one only where a redaction reaches it.

import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = dirname(fileURLToPath(import.meta.url))
const isEnglish = process.argv.includes('--en')
const say = (polish, english) => process.stdout.write(`${isEnglish ? english : polish}\n`)
const sha256 = (data) => createHash('sha256').update(data).digest('hex')
const problems = []
const problem = (polish, english) => problems.push(isEnglish ? english : polish)

const read = (name) => (existsSync(join(FOLDER, name)) ? readFileSync(join(FOLDER, name)) : null)

function checkFiles(manifest) {
  for (const [name, hash] of Object.entries(manifest.files)) {
    const bytes = read(name)
    if (bytes === null) problem(`brakuje pliku ${name}`, `the file ${name} is missing`)
    else if (sha256(bytes) !== hash) problem(`plik ${name} jest zmieniony`, `the file ${name} was changed`)
  }
}

const firstLink = ({ document }) => sha256(JSON.stringify(['wspolny-zapis', 1, document.id]))

/** Powód ze swoją solą; bez niej usunięto z powodu dane / A reason with its salt; without it, data were taken out of it. */
const hashOfReason = ({ reason, reasonSalt }) => sha256(JSON.stringify([reasonSalt, reason]))

/** Co łańcuch mówi o usunięciu danych / What the chain says of a redaction. */
const witnessOf = ({ id, reason, reasonHash, rows, reasonsOf }) =>
  sha256(JSON.stringify(reasonHash === null ? [id, reason, rows] : [id, reasonHash, rows, reasonsOf]))

/**
 * Wpisy, o których łańcuch mówi, że usunięto z nich treść i dlaczego / Rows of which the chain says that their content was
 * removed, and why.
 */
function declaredRows(manifest, rows) {
  const witnesses = new Set(rows.map((row) => (row?.[8] === 'redaction' ? row[9] : null)))
  const stated = manifest.redactions.filter((redaction) => witnesses.has(witnessOf(redaction)))
  const reasonsGone = new Set(stated.flatMap(({ reasonsOf }) => reasonsOf))
  const declared = new Set()
  for (const redaction of manifest.redactions) {
    const { id, reason, reasonSalt, reasonHash, rows: own, createdAt } = redaction
    const isReason =
      reasonHash === null || (reasonSalt === null ? reasonsGone.has(id) : hashOfReason(redaction) === reasonHash)
    if (stated.includes(redaction) && isReason) for (const seq of own) declared.add(seq)
    else {
      problem(
        `usunięcie danych z ${createdAt} (${reason}) nie stoi w łańcuchu`,
        `the redaction of ${createdAt} (${reason}) is not in the chain`,
      )
    }
  }
  return declared
}

function parse(line) {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

/** Ogniwa według miejsc / Links by place. */
function checkLog(manifest) {
  const links = new Map()
  let link = firstLink(manifest)
  let before = 0
  let redacted = 0
  const lines = (read('log.jsonl')?.toString('utf8') ?? '').split('\n').filter((line) => line !== '')
  const rows = lines.slice(1).map(parse)
  const declared = declaredRows(manifest, rows)
  for (const row of rows) {
    if (row === null) {
      problem(`wpis po ${before} jest nieczytelny`, `the row after ${before} cannot be read`)
      return { links, rows: before, redacted, link, declared }
    }
    const facts = row.slice(0, 12)
    const [from, seq] = facts
    const updateHash = facts[11]
    const [stated, salt, data] = row.slice(12)
    if (from !== before + 1) {
      problem(
        `brakuje wpisów od ${before + 1} albo stoją nie w swojej kolejności (następny ma numer ${from})`,
        `rows from ${before + 1} are missing or out of order (the next one is ${from})`,
      )
      return { links, rows: before, redacted, link, declared }
    }
    if (salt === null && !declared.has(seq)) {
      problem(
        `z wpisu ${seq} usunięto treść bez podania daty i powodu`,
        `row ${seq} was redacted without a date and a reason`,
      )
      return { links, rows: before, redacted, link, declared }
    }
    if (salt === null) redacted += 1
    else if (sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(data, 'base64')])) !== updateHash) {
      problem(`treść wpisu ${seq} jest zmieniona`, `the content of row ${seq} was changed`)
      return { links, rows: before, redacted, link, declared }
    }
    link = sha256(JSON.stringify([link, ...facts]))
    if (link !== stated) {
      problem(
        `pierwsze złe ogniwo: wpis ${seq} (autor, czas, kolejność albo treść)`,
        `the first bad link: row ${seq} (its author, time, order or content)`,
      )
      return { links, rows: before, redacted, link, declared }
    }
    links.set(seq, link)
    before = seq
  }
  return { links, rows: before, redacted, link, declared }
}

function checkVersions(manifest, { links, rows, link, declared }) {
  if (rows !== manifest.log.rows || link !== manifest.log.link) {
    problem('dziennik nie kończy się tam, gdzie mówi manifest', 'the log does not end where the manifest says')
  }
  for (const version of manifest.versions) {
    const link = version.seq === 0 ? firstLink(manifest) : links.get(version.seq)
    if (link !== version.link) {
      problem(`wersja ${version.number} nie stoi w łańcuchu`, `version ${version.number} is not in the chain`)
    }
  }
  const text = read('tekst.json')
  const { number, seq, hash, redactedHash } = manifest.version
  if (text !== null && sha256(text) !== (redactedHash ?? hash)) {
    problem(`tekst nie ma skrótu wersji ${number}`, `the text does not have the hash of version ${number}`)
  }
  if (redactedHash !== null && ![...declared].some((row) => row <= seq)) {
    problem(`żadne usunięcie danych nie sięga wersji ${number}`, `no redaction reaches version ${number}`)
  }
}

const bytes = read('manifest.json')
if (bytes === null) problem('brakuje pliku manifest.json', 'manifest.json is missing')
else {
  try {
    const manifest = JSON.parse(bytes.toString('utf8'))
    checkFiles(manifest)
    const log = checkLog(manifest)
    checkVersions(manifest, log)
    const { version } = manifest
    say(
      `Dokument „${manifest.document.title}”, wersja ${version.number}: ${log.rows} wpisów, w tym ${log.redacted} po usunięciu danych.`,
      `Document “${manifest.document.title}”, version ${version.number}: ${log.rows} rows, ${log.redacted} of them redacted.`,
    )
    say(`Skrót wersji: ${version.hash}`, `Hash of the version: ${version.hash}`)
    if (version.redactedHash !== null) {
      say(`Skrót po usunięciu danych: ${version.redactedHash}`, `Hash since its redaction: ${version.redactedHash}`)
    }
    say(`Ogniwo wersji: ${version.link}`, `Link of the version: ${version.link}`)
    say(`Ostatnie ogniwo: ${manifest.log.link}`, `Last link: ${manifest.log.link}`)
  } catch (error) {
    problem(`dowodu nie da się odczytać (${error.message})`, `the proof cannot be read (${error.message})`)
  }
}
for (const words of problems) process.stderr.write(`✗ ${words}\n`)
if (problems.length === 0) {
  say('✓ Sprawdzono: dowód jest spójny.', '✓ Checked: the proof is consistent.')
  say(
    'Porównaj skrót i ogniwo wersji z tym, co pokazuje jej strona, a ostatnie ogniwo z dowodem pobranym kiedy indziej.',
    "Compare the version's hash and link with what its page shows, and the last link with a proof downloaded at another time.",
  )
}
process.exitCode = problems.length === 0 ? 0 : 1
