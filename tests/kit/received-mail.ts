/** A mail as it arrived, taken apart. */
export interface ReceivedMail {
  /** From the envelope, not from the headers. */
  from: string
  to: string[]
  /** Names in lower case, folded lines joined, encoded words decoded. */
  headers: Map<string, string>
  text: string
  html: string
}

interface Entity {
  headers: Map<string, string>
  body: string
}

/** Takes the bytes of a mail apart, one character each. */
export function parseMail(raw: string): Pick<ReceivedMail, 'headers' | 'text' | 'html'> {
  const mail = parseEntity(raw)
  const boundary = /boundary="?([^";]+)"?/.exec(mail.headers.get('content-type') ?? '')?.[1]
  const parts = boundary === undefined ? [mail] : mail.body.split(`--${boundary}`).slice(1, -1).map(parseEntity)
  const partOf = (type: string): string => {
    const part = parts.find(({ headers }) => headers.get('content-type') === `${type}; charset=utf-8`)
    return part === undefined ? '' : decodeBody(part)
  }
  return { headers: mail.headers, text: partOf('text/plain'), html: partOf('text/html') }
}

function parseEntity(raw: string): Entity {
  const entity = raw.replace(/^\r\n/, '')
  const cut = entity.indexOf('\r\n\r\n')
  const lines = entity
    .slice(0, cut)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), decodeWords(line.slice(colon + 1).trim())]
  })
  return { headers: new Map(headers), body: entity.slice(cut + 4) }
}

function decodeBody({ headers, body }: Entity): string {
  const encoding = headers.get('content-transfer-encoding')
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  const bytes = encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r\n/g, '')) : body
  return Buffer.from(bytes, 'latin1').toString().replaceAll('\r\n', '\n').trimEnd()
}

/** RFC 2047: `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`; blanks between two of them belong to neither. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/gi, (_word, how: string, coded: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(coded, 'base64').toString()
        : Buffer.from(decodeQuoted(coded.replaceAll('_', ' ')), 'latin1').toString(),
    )
}

function decodeQuoted(text: string): string {
  return text.replace(/=([0-9A-F]{2})/gi, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
