import * as Y from 'yjs'

type Random = () => number

/** Bytes that look like a change of `doc` by somebody with this client id. */
export type MakeMutant = (doc: Y.Doc, clientId: number, random: Random) => Uint8Array

/** An honest change of the attacker's own, as bytes, which nobody has applied yet. */
const honest: MakeMutant = (doc, clientId, random) => {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = clientId
  const before = Y.encodeStateVector(copy)
  const text = copy.getText('body')
  const at = 1 + Math.floor(random() * (text.length - 2))
  if (random() < 0.3) text.delete(at, 1)
  else text.insert(at, 'złe', random() < 0.5 ? { bold: true } : {})
  return Y.encodeStateAsUpdate(copy, before)
}

const damaged: MakeMutant = (doc, clientId, random) => {
  const bytes = [...honest(doc, clientId, random)]
  for (let times = 1 + Math.floor(random() * 4); times > 0; times--) {
    const at = Math.floor(random() * bytes.length)
    if (random() < 0.7) bytes[at] = Math.floor(random() * 256)
    else bytes.splice(at, Math.floor(random() * 3), Math.floor(random() * 256))
  }
  return new Uint8Array(bytes)
}

const version2: MakeMutant = (doc, clientId, random) => Y.convertUpdateFormatV1ToV2(honest(doc, clientId, random))

const noise: MakeMutant = (_doc, _clientId, random) =>
  Uint8Array.from({ length: 1 + Math.floor(random() * 200) }, () => Math.floor(random() * 256))

export const MUTANTS = [
  ['damaged updates', damaged],
  ['updates in the other encoding', version2],
  ['noise', noise],
] as const
