import type { LocationQuery, RouteLocationRaw } from 'vue-router'

/** What is to be brought back or undone, as an address names it. */
export type Wish =
  | { kind: 'version'; versionId: string }
  | { kind: 'moment'; seq: number }
  | { kind: 'changes'; personId: string; fromSeq: number; toSeq: number; of: ChangesKind | null }

/** Which of them, as the list of activity tells them apart: null in an address that does not say, and means all. */
export interface ChangesKind {
  kind: (typeof KINDS)[number]
  organizationId: string | null
}

const KINDS = ['WRITING', 'RESTORE', 'ROLLBACK', 'CONVERSION'] as const

/** Where it is shown before it is done. */
export function restoreLink(documentId: string, wish: Wish): RouteLocationRaw {
  const path = `/dokument/${documentId}/przywroc`
  if (wish.kind === 'version') return { path, query: { wersja: wish.versionId } }
  if (wish.kind === 'moment') return { path, query: { zapis: String(wish.seq) } }
  const { personId, fromSeq, toSeq, of } = wish
  const organization = of?.organizationId ? { organizacja: of.organizationId } : {}
  const which = of === null ? {} : { rodzaj: of.kind.toLowerCase(), ...organization }
  return { path, query: { osoba: personId, od: String(fromSeq), do: String(toSeq), ...which } }
}

/** Null for an address that names nothing. */
export function wishOf({ wersja, zapis, osoba, od, do: last, rodzaj, organizacja }: LocationQuery): Wish | null {
  if (typeof wersja === 'string' && wersja !== '') return { kind: 'version', versionId: wersja }
  const seq = placeOf(zapis)
  if (seq !== null) return { kind: 'moment', seq }
  const [fromSeq, toSeq] = [placeOf(od), placeOf(last)]
  if (typeof osoba !== 'string' || osoba === '' || fromSeq === null || toSeq === null) return null
  const changes = { kind: 'changes', personId: osoba, fromSeq, toSeq } as const
  if (rodzaj === undefined) return { ...changes, of: null }
  const kind = KINDS.find((each) => each.toLowerCase() === rodzaj)
  const organizationId = typeof organizacja === 'string' && organizacja !== '' ? organizacja : null
  return kind === undefined ? null : { ...changes, of: { kind, organizationId } }
}

function placeOf(word: LocationQuery[string] | undefined): number | null {
  return typeof word === 'string' && /^\d{1,9}$/.test(word) ? Number(word) : null
}
