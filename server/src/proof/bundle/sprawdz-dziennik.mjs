// Dziennik i jego łańcuch; używa tego sprawdz.mjs / The log and its chain; for sprawdz.mjs.

import { read, sha256 } from './sprawdz-pliki.mjs'
import { problem, quoted } from './sprawdz-wynik.mjs'

const FIELDS =
  'seqFrom seq kind clientId clientSeq userId organizationId onBehalfOf causeType causeId createdAt updateHash link salt update'.split(
    ' ',
  )
/** Ile z nich jest w łańcuchu / How many of them are in the chain. */
const CHAINED = 12
const SALT = /^[0-9a-f]{32}$/

const firstLink = ({ document }) => sha256(JSON.stringify(['wspolny-zapis', 1, document.id]))

/** Powód ze swoją solą; bez niej usunięto z powodu dane / A reason with its salt; without it, data were taken out of it. */
const hashOfReason = ({ reason, reasonSalt }) => sha256(JSON.stringify([reasonSalt, reason]))

/** Co łańcuch mówi o usunięciu danych / What the chain says of a redaction. */
const witnessOf = ({ id, reason, reasonHash, rows, reasonsOf }) =>
  sha256(JSON.stringify(reasonHash === null ? [id, reason, rows] : [id, reasonHash, rows, reasonsOf]))

/**
 * Usunięcia, o których mówi łańcuch, każde ze swoim wpisem / The redactions that the chain knows, each with its row.
 */
function declaredIn({ redactions }, rows) {
  const witnesses = new Map(rows.filter((row) => row?.[8] === 'redaction').map((row) => [row[9], row]))
  const stated = redactions.filter((redaction) => witnesses.has(witnessOf(redaction)))
  const reasonsGone = new Set(stated.flatMap(({ reasonsOf }) => reasonsOf))
  return redactions.flatMap((redaction) => {
    const { id, reason, reasonSalt, reasonHash, rows: own, createdAt } = redaction
    const isReason =
      reasonHash === null || (reasonSalt === null ? reasonsGone.has(id) : hashOfReason(redaction) === reasonHash)
    const row = witnesses.get(witnessOf(redaction))
    const isProved = reasonHash === null || reasonSalt !== null
    if (row !== undefined && isReason) return [{ rows: own, reason, isProved, seq: row[1], at: row[10] }]
    problem(
      `usunięcie danych z ${quoted(createdAt)} (${quoted(reason)}) nie stoi w łańcuchu`,
      `the redaction of ${quoted(createdAt)} (${quoted(reason)}) is not in the chain`,
    )
    return []
  })
}

/** Tylko taki zapis, jaki powstał: nic nie czyta się dwojako / Only as it was written: nothing is read in two ways. */
function parse(line) {
  try {
    const row = JSON.parse(line)
    return Array.isArray(row) && row.length === FIELDS.length && JSON.stringify(row) === line ? row : null
  } catch {
    return null
  }
}

/** Dziennik, jak daleko jest dobry / The log, as far as it is right. */
export function checkLog(manifest) {
  const [head, ...lines] = read('log.jsonl').toString('utf8').replace(/\n$/, '').split('\n')
  if (head !== JSON.stringify({ fields: FIELDS })) problem('dziennik ma inne pola', 'the log has other fields')
  const rows = lines.map(parse)
  const redactions = declaredIn(manifest, rows)
  const declared = new Set(redactions.flatMap(({ rows: own }) => own))
  const log = {
    links: new Map([[0, firstLink(manifest)]]),
    rows: 0,
    link: firstLink(manifest),
    redacted: [],
    redactions,
  }
  for (const row of rows) {
    const wrong = whatIsWrong(row, log, declared)
    if (wrong !== null) {
      problem(...wrong)
      break
    }
    log.rows = row[1]
    log.link = row[CHAINED]
    log.links.set(log.rows, log.link)
    if (row[CHAINED + 1] === null) log.redacted.push(log.rows)
  }
  return log
}

function whatIsWrong(row, { rows: before, link }, declared) {
  if (row === null) return [`wpis po ${before} jest nieczytelny`, `the row after ${before} cannot be read`]
  const facts = row.slice(0, CHAINED)
  const [from, seq] = facts
  const [stated, salt, data] = row.slice(CHAINED)
  if (from !== before + 1 || seq !== from) {
    return [
      `brakuje wpisów od ${before + 1} albo stoją nie w swojej kolejności (następny ma numer ${from})`,
      `rows from ${before + 1} are missing or out of order (the next one is ${from})`,
    ]
  }
  if (salt === null && !declared.has(seq)) {
    return [
      `z wpisu ${seq} usunięto treść bez podania daty i powodu`,
      `row ${seq} was redacted without a date and a reason`,
    ]
  }
  // Gdyby soli wolno było być dłuższą, mogłaby zabrać treści początek / A longer salt could take the beginning of the content.
  if (salt !== null && !(SALT.test(salt) && isBase64(data) && hashOfRow(salt, data) === facts.at(-1))) {
    return [`treść wpisu ${seq} jest zmieniona`, `the content of row ${seq} was changed`]
  }
  if (sha256(JSON.stringify([link, ...facts])) === stated) return null
  return [
    `pierwsze złe ogniwo: wpis ${seq} (autor, czas, kolejność albo treść)`,
    `the first bad link: row ${seq} (its author, time, order or content)`,
  ]
}

const isBase64 = (data) => Buffer.from(data, 'base64').toString('base64') === data
const hashOfRow = (salt, data) => sha256(Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(data, 'base64')]))
