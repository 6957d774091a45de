import { expect, it } from 'vitest'
import { typeset } from './typography.ts'

const shown = (text: string) => typeset(text).replaceAll('\u00a0', '_')

it('holds one-letter words to the next word', () => {
  expect(shown('Praca i nauka w domu. A potem (o tym) z „w cudzysłowie”')).toBe(
    'Praca i_nauka w_domu. A_potem (o_tym) z_„w_cudzysłowie”',
  )
  expect(shown('i w mieście')).toBe('i_w_mieście')
})

it('holds references, numbers and amounts together', () => {
  expect(shown('w § 5 ust. 2 pkt 3 lit. b oraz art. 5a ust. 4')).toBe('w_§_5_ust._2_pkt_3_lit._b oraz art._5a_ust._4')
  expect(shown('(Dz. U. z 2024 r. poz. 1491)')).toBe('(Dz._U._z_2024_r._poz._1491)')
  expect(shown('planuje się 44 000 000 zł do 31 maja 2028 r.')).toBe('planuje się 44_000_000_zł do 31 maja 2028_r.')
  expect(shown('w tabeli nr 1, 2 000 godzin')).toBe('w_tabeli nr_1, 2_000 godzin')
})

it('leaves years in ranges and longer words alone', () => {
  expect(shown('na lata 2025–2028, do 5 lat')).toBe('na lata 2025–2028, do 5 lat')
})
