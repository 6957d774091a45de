import type * as Y from 'yjs'
import { type CraftedChange, cellOf, find, ME, MINE_TOO, markerOf, newMarker } from './proposals.ts'

const INS = { [`ins:${ME}`]: true }
const DEL = { [`del:${ME}`]: true }
const set = (wish: object) => ({ [`set:${ME}`]: wish })

const OF_CHARACTERS: CraftedChange[] = [
  { name: 'types at the start', change: (text) => text.insert(find(text, 'Lokal'), 'Każdy ', INS) },
  { name: 'types in the middle', change: (text) => text.insert(find(text, 'jest'), 'nadal ', INS) },
  { name: 'types at the end', change: (text) => text.insert(find(text, 'miejski.') + 8, ' Zawsze.', INS) },
  { name: 'types on', change: (text) => text.insert(find(text, ' Zawsze.') + 8, ' Tak.', INS) },
  { name: 'types in a bold word', change: (text) => text.insert(find(text, 'żne'), 'a', { ...INS, bold: true }) },
  { name: 'types plainly in a bold word', change: (text) => text.insert(find(text, 'żne'), 'b', INS) },
  { name: 'types in a commented word', change: (text) => text.insert(find(text, 'stkich'), 'c', INS) },
  { name: 'types a sign of two units', change: (text) => text.insert(find(text, 'jest'), '🌍', INS) },
  { name: 'breaks a line', change: (text) => text.insertEmbed(find(text, 'jest'), { br: 1 }, INS) },
  { name: 'takes own letters back', change: (text) => text.delete(find(text, 'nadal '), 3) },
  { name: 'takes a word out', change: (text) => text.format(find(text, 'miejski'), 7, DEL) },
  { name: 'puts another in its place', change: (text) => text.insert(find(text, 'miejski') + 7, 'gminny', INS) },
  {
    name: 'takes part of it in again',
    change: (text) => text.format(find(text, 'miejski'), 2, { [`del:${ME}`]: null }),
  },
  { name: 'takes words of two formats out', change: (text) => text.format(find(text, 'ne dla '), 9, DEL) },
  { name: 'wishes for bold', change: (text) => text.format(find(text, 'Lokal'), 5, set({ bold: true })) },
  { name: 'wishes bold away', change: (text) => text.format(find(text, 'żne'), 3, set({ bold: false })) },
  { name: 'wishes for a link', change: (text) => text.format(find(text, 'Lokal'), 5, set({ link: 'https://a.pl/' })) },
  { name: 'wishes a link away', change: (text) => text.format(find(text, ' osób'), 5, set({ link: null })) },
  { name: 'types between another’s words', change: (text) => text.insert(find(text, 'słowa'), 'moje ', INS) },
  { name: 'takes another’s words out', change: (text) => text.format(find(text, 'cudze'), 5, DEL) },
  {
    name: 'begins a second proposal',
    change: (text) => text.insert(find(text, 'tego'), 'całego ', { [`ins:${MINE_TOO}`]: true }),
  },
]

const OF_MARKERS: CraftedChange[] = [
  { name: 'splits a block', change: (text) => text.insertEmbed(find(text, 'jest'), newMarker('h1', { ins: ME }), {}) },
  { name: 'types behind the split', change: (text) => text.insert(markerOf(text, 'h1').index + 1, 'Nowy ', INS) },
  { name: 'changes the kind of its own block', change: (text) => void markerOf(text, 'h1').map.set('kind', 'pkt') },
  {
    name: 'pastes two blocks',
    change: (text) => {
      text.insertEmbed(text.length, newMarker('h2', { ins: ME, kind: 'ust' }), {})
      text.insert(text.length, 'Wklejony', INS)
      text.insertEmbed(text.length, newMarker('h3', { ins: ME }), {})
    },
  },
  { name: 'takes its own split back', change: (text) => text.delete(markerOf(text, 'h1').index, 1) },
  { name: 'joins two blocks', change: (text) => void markerOf(text, 'b2').map.set('del', ME) },
  { name: 'does not join them after all', change: (text) => void markerOf(text, 'b2').map.delete('del') },
  {
    name: 'changes a kind',
    change: (text) => {
      markerOf(text, 'b3').map.set('kind', 'lit')
      markerOf(text, 'b3').map.set('was', { kind: 'pkt', level: 0, id: ME })
    },
  },
  { name: 'changes it again', change: (text) => void markerOf(text, 'b3').map.set('level', 1) },
  {
    name: 'puts it back',
    change: (text) => {
      markerOf(text, 'b3').map.set('kind', 'pkt')
      markerOf(text, 'b3').map.set('level', 0)
      markerOf(text, 'b3').map.delete('was')
    },
  },
]

const OF_TABLES: CraftedChange[] = [
  { name: 'types in a cell', change: (text) => cellOf(text).insert(3, 'nowe', INS) },
  { name: 'takes words out of a cell', change: (text) => cellOf(text).format(0, 3, DEL) },
  {
    name: 'wishes for italics in a cell',
    change: (text: Y.Text) => cellOf(text, 'k2').format(0, 3, set({ italic: true })),
  },
]

/** What a page sends for somebody who proposes, one after the other. */
export const HONEST: readonly CraftedChange[] = [...OF_CHARACTERS, ...OF_MARKERS, ...OF_TABLES]
