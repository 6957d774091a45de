import { bold, table } from '../../templates/outline.ts'

/** Planned funds in grosze: sums of decimal fractions would not come out even. All figures are invented. */
export const BUDGET: readonly { task: string; grosze: bigint }[] = [
  { task: 'Pomoc osobom i rodzinom w trudnej sytuacji', grosze: 1_240_000_000n },
  { task: 'Działania na rzecz osób z niepełnosprawnościami', grosze: 985_000_000n },
  { task: 'Sport i rekreacja', grosze: 860_000_000n },
  { task: 'Kultura, sztuka, dziedzictwo', grosze: 420_000_000n },
  { task: 'Edukacja, dzieci i młodzież', grosze: 330_000_000n },
  { task: 'Wolontariat, centra obywatelskie, wsparcie organizacji', grosze: 270_000_000n },
  { task: 'Integracja cudzoziemek i cudzoziemców', grosze: 180_000_000n },
  { task: 'Ekologia i klimat', grosze: 115_000_000n },
]

const GROSZE_IN_ZLOTY = 100n

export function budgetTotal(): bigint {
  return BUDGET.reduce((sum, { grosze }) => sum + grosze, 0n)
}

/** „12 400 000 zł”: whole złotys, groups as in official tables. */
export function zlotys(grosze: bigint): string {
  const whole = new Intl.NumberFormat('pl', { useGrouping: 'always' }).format(grosze / GROSZE_IN_ZLOTY)
  return `${whole}\u00a0zł`
}

export function budgetTable() {
  return table([
    ['Lp.', 'Zadanie priorytetowe', 'Planowana kwota (kwoty zmyślone)'],
    ...BUDGET.map(({ task, grosze }, index) => [String(index + 1), task, zlotys(grosze)]),
    ['', [bold('Razem')], [bold(zlotys(budgetTotal()))]],
  ])
}
