import { expect, it } from 'vitest'
import { restoreLink, type Wish, wishOf } from './wish.ts'

const WISHES: Wish[] = [
  { kind: 'version', versionId: '7b0e' },
  { kind: 'moment', seq: 17 },
  { kind: 'changes', personId: 'jan', fromSeq: 3, toSeq: 12, of: null },
  { kind: 'changes', personId: 'jan', fromSeq: 3, toSeq: 12, of: { kind: 'WRITING', organizationId: 'o1' } },
  { kind: 'changes', personId: 'jan', fromSeq: 3, toSeq: 12, of: { kind: 'ROLLBACK', organizationId: null } },
]

it.each(WISHES)('an address of a $kind names it', (wish) => {
  const link = restoreLink('d1', wish) as { path: string; query: Record<string, string> }
  expect(link.path).toBe('/dokument/d1/przywroc')
  expect(wishOf(link.query)).toEqual(wish)
})

it('an address that lacks something names nothing', () => {
  for (const query of [
    {},
    { wersja: '' },
    { zapis: '' },
    { zapis: '3.5' },
    { osoba: 'jan', od: '3' },
    { osoba: 'jan', od: '3', do: 'x' },
    { od: '1', do: '2' },
    { osoba: 'jan', od: '3', do: '4', rodzaj: 'decision' },
  ]) {
    expect(wishOf(query)).toBeNull()
  }
})
