import { type Draft, heading, hint, paragraph, pkt } from './outline.ts'

/** The card of a recommendation (`domain.md` §3.3). */
export const RECOMMENDATION: readonly Draft[] = [
  heading('Problem'),
  paragraph([hint('Na czym polega problem, kogo dotyczy i skąd o nim wiadomo?')]),
  heading('Rekomendacja'),
  pkt([hint('Co należy zrobić? Jedno działanie w jednym punkcie.')]),
  pkt([hint('Kolejne działanie.')]),
  heading('Uzasadnienie'),
  paragraph([hint('Dlaczego właśnie takie rozwiązanie i co ono zmieni?')]),
  heading('Podstawa prawna lub akt do zmiany'),
  paragraph([hint('Przepis, uchwała albo zarządzenie, którego dotyczy rekomendacja.')]),
  heading('Adresat'),
  paragraph([hint('Prezydent Miasta, Rada Miasta albo konkretna jednostka miejska.')]),
  heading('Oczekiwany efekt i wskaźnik'),
  paragraph([hint('Po czym będzie można poznać, że rekomendacja działa? Wartość dziś, wartość docelowa, termin.')]),
]
