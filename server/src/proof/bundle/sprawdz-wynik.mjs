// Co wypisuje sprawdz.mjs / What sprawdz.mjs prints.

const isEnglish = process.argv.includes('--en')

/** Nic z paczki nie udaje naszych słów / Nothing of the archive passes for our words. */
const clean = (line) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
export const quoted = (text) => String(text).replace(/\s+/g, ' ').slice(0, 500)
const say = (polish, english) => process.stdout.write(`${clean(isEnglish ? english : polish)}\n`)

/** O powodzie bez soli / Of a reason without its salt. */
const UNPROVED = [
  ' (według manifestu, niczym niepotwierdzone: z treści powodu usunięto dane)',
  ' (as the manifest says, unproved: data were taken out of it)',
]

export const problems = []
export const problem = (polish, english) => problems.push(clean(isEnglish ? english : polish))

export function sayProblems() {
  for (const each of problems) process.stderr.write(`✗ ${each}\n`)
}

export function sayFacts({ document, version, versions }, log) {
  const [{ number, seq, hash, redactedHash }, former] = [version, versions.at(-2)]
  say(
    `Dokument „${quoted(document.title)}”, wersja ${number}: wpisy od 1 do ${seq}, w całym dzienniku ${log.rows}.`,
    `Document “${quoted(document.title)}”, version ${number}: rows from 1 to ${seq}, ${log.rows} in the whole log.`,
  )
  if (redactedHash === null) say(`Skrót wersji: ${hash}`, `Hash of the version: ${hash}`)
  else {
    say(`Skrót po usunięciu danych: ${redactedHash}`, `Hash since its redaction: ${redactedHash}`)
    say(
      `Skrót sprzed usunięcia danych, według manifestu: ${hash}`,
      `Hash before its redaction, as the manifest says: ${hash}`,
    )
  }
  say(`Ogniwo wersji: ${version.link}`, `Link of the version: ${version.link}`)
  if (former !== undefined) {
    const { redactedHash: since, hash: of } = former
    say(
      `Skrót poprzedniej, wersji ${former.number}: ${since ?? of}`,
      `Hash of the one before, version ${former.number}: ${since ?? of}`,
    )
  }
  say(`Ostatnie ogniwo, wpisu ${log.rows}: ${log.link}`, `Last link, of row ${log.rows}: ${log.link}`)
  for (const { seq: row, at, reason, isProved } of log.redactions) {
    const [when, why] = [quoted(at), quoted(reason)]
    const [doubt, inEnglish] = isProved ? ['', ''] : UNPROVED
    say(`Usunięcie danych, wpis ${row}, ${when}: ${why}${doubt}`, `Redaction, row ${row}, ${when}: ${why}${inEnglish}`)
  }
  if (log.redacted.length > 0) {
    say(
      `Wpisy, z których usunięto treść: ${rangesOf(log.redacted)}`,
      `Rows that were redacted: ${rangesOf(log.redacted)}`,
    )
  }
}

function rangesOf(numbers) {
  const ranges = []
  for (const number of numbers) {
    if (ranges.at(-1)?.[1] === number - 1) ranges.at(-1)[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ')
}

/** Spójny dowód może złożyć każdy / Anybody can make a proof that is consistent. */
export function sayWhatItProves({ versions }, { rows, redacted }) {
  say('✓ Sprawdzono: dowód jest spójny.', '✓ Checked: the proof is consistent.')
  say(
    'Prawdziwy jest o tyle, o ile to, co wypisano wyżej, zgadza się ze stroną wersji:',
    'It is true as far as what stands above agrees with the page of the version:',
  )
  say(
    '– skrót wersji: tekst (tekst.json i tekst.txt);',
    '– the hash of the version: the text (tekst.json and tekst.txt);',
  )
  say(
    '– ogniwo wersji: wpisy do niej, czyli ich treść, identyfikatory osób i organizacji, czas i kolejność;',
    '– the link of the version: the rows up to it, their content, ids of people and organisations, time and order;',
  )
  if (versions.length > 1) {
    say(
      '– skrót poprzedniej, na jej stronie: jej tekst (poprzednia.json) i słowa zmian (roznice.json);',
      '– the hash of the one before, on its own page: its text (poprzednia.json) and the words of the changes (roznice.json);',
    )
  }
  say(
    `– ostatnie ogniwo, w późniejszym dowodzie tego dokumentu (log.jsonl, wpis ${rows}): wpisy po tej wersji.`,
    `– the last link, in a later proof of this document (log.jsonl, row ${rows}): the rows after this version.`,
  )
  if (redacted.length > 0) {
    say(
      'Treści wpisów, z których coś usunięto, nie dowodzi już nic. Że usunięto, dowodzi ogniwo, które obejmuje wpis o usunięciu; strona wersji, której tekst się przez to zmienił, podaje datę i powód.',
      'Nothing proves the content of rows that were redacted any more. That they were is proved by a link that covers the row of the redaction; the page of a version that reads otherwise since says when and why.',
    )
  }
  say(
    'Nic w paczce nie dowodzi, jak nazywają się osoby i organizacje (osoby.json), ani tytułu, nazw, notatek, dat i etapów wersji (manifest.json), ani podziału zmian na jednostki i przesunięcia (roznice.json). Są takie, jakie były na stronie przy pobieraniu, jeśli paczka jest od nas.',
    'Nothing here proves what people and organisations are called (osoby.json), nor the title, or the names, notes, dates and stages of versions (manifest.json), nor how changes are parted into units and moves (roznice.json). They are what the page said at the download, if the archive is ours.',
  )
  say(
    'Program też jest z paczki: otrzymaną od kogoś sprawdź programem z dowodu pobranego samodzielnie (node sprawdz.mjs folder).',
    'The program is part of the archive, too: check one that somebody gave you with the program of a proof you downloaded yourself (node sprawdz.mjs --en folder).',
  )
}
