import type { LocationQuery, RouteLocationRaw } from 'vue-router'

/** What is to be brought back or undone, as an address names it. */
export type Wish =
  | { kind: 'version'; versionId: string }
  | { kind: 'changes'; personId: string; fromSeq: number; toSeq: number }

/** Where it is shown before it is done. */
export function restoreLink(documentId: string, wish: Wish): RouteLocationRaw {
  const path = `/dokument/${documentId}/przywroc`
  if (wish.kind === 'version') return { path, query: { wersja: wish.versionId } }
  return { path, query: { osoba: wish.personId, od: String(wish.fromSeq), do: String(wish.toSeq) } }
}

/** Null for an address that names nothing. */
export function wishOf({ wersja, osoba, od, do: last }: LocationQuery): Wish | null {
  if (typeof wersja === 'string' && wersja !== '') return { kind: 'version', versionId: wersja }
  const [fromSeq, toSeq] = [placeOf(od), placeOf(last)]
  if (typeof osoba !== 'string' || osoba === '' || fromSeq === null || toSeq === null) return null
  return { kind: 'changes', personId: osoba, fromSeq, toSeq }
}

function placeOf(word: LocationQuery[string] | undefined): number | null {
  return typeof word === 'string' && /^\d{1,9}$/.test(word) ? Number(word) : null
}
