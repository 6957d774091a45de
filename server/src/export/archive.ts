import JSZip from 'jszip'

/** A part of a file of text. */
export interface ArchivePart {
  name: string
  bytes: Uint8Array
}

/** The files that these parts make, as one ZIP. */
export async function renderArchive(parts: AsyncIterable<ArchivePart>): Promise<Uint8Array> {
  const files = new Map<string, Uint8Array[]>()
  for await (const { name, bytes } of parts) {
    const before = files.get(name)
    if (before === undefined) files.set(name, [bytes])
    else before.push(bytes)
  }
  const zip = new JSZip()
  for (const [name, bytes] of files) zip.file(name, new Uint8Array(Buffer.concat(bytes)))
  files.clear()
  return zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' })
}
