import { randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import { type CraftedChange, cellOf, find, ME, markerOf, newMarker, OTHER, rowOf } from './proposals.ts'

const INS = `ins:${ME}`
const was = (kind: string, id = ME) => ({ kind, level: 0, id })

const OF_CHARACTERS: CraftedChange[] = [
  { name: 'types plain words', change: (text) => text.insert(find(text, 'jest'), 'nie ', {}) },
  { name: 'deletes a letter', change: (text) => text.delete(find(text, 'miejski'), 1) },
  { name: 'deletes all words of a unit', change: (text) => text.delete(find(text, 'Lokal'), 19) },
  {
    name: 'takes a letter out and types the same again',
    change: (text) => {
      const at = find(text, 'miejski')
      text.delete(at, 1)
      text.insert(at, 'm', {})
    },
  },
  {
    name: 'proposes what stands there already',
    change: (text) => text.format(find(text, 'Lokal'), 5, { [INS]: true }),
  },
  {
    name: 'hides a deletion among honest proposals',
    change: (text) => {
      text.insert(find(text, 'jest'), 'chyba ', { [INS]: true })
      text.format(find(text, 'Lokal'), 5, { [`del:${ME}`]: true })
      text.delete(find(text, 'miejski'), 1)
    },
  },
  { name: 'makes words bold', change: (text) => text.format(find(text, 'Lokal'), 5, { bold: true }) },
  { name: 'takes bold off', change: (text) => text.format(find(text, 'Ważne'), 5, { bold: null }) },
  { name: 'adds a link', change: (text) => text.format(find(text, 'Lokal'), 5, { link: { href: 'https://a.pl/' } }) },
  { name: 'takes a link off', change: (text) => text.format(find(text, ' osób'), 5, { link: null }) },
  { name: 'takes a comment off', change: (text) => text.format(find(text, 'wszystkich'), 10, { 'comment:c1': null }) },
  { name: 'moves a comment', change: (text) => text.format(find(text, 'Lokal'), 5, { 'comment:c1': true }) },
  {
    name: 'makes a comment up',
    change: (text) => text.format(find(text, 'Lokal'), 5, { [`comment:${randomUUID()}`]: true }),
  },
  { name: 'wishes for what is no look', change: (text) => text.format(find(text, 'Lokal'), 5, { [`set:${ME}`]: {} }) },
  { name: 'wishes by a mere mark', change: (text) => text.format(find(text, 'Lokal'), 5, { [`set:${ME}`]: true }) },
]

const OF_OTHERS: CraftedChange[] = [
  {
    name: 'types in another’s name',
    change: (text) => text.insert(find(text, 'cudze'), 'nie', { [`ins:${OTHER}`]: true }),
  },
  {
    name: 'takes another’s words back',
    change: (text) => text.delete(find(text, 'cudze'), 5),
  },
  {
    name: 'accepts another’s words',
    change: (text) => text.format(find(text, ' i cudze'), 14, { [`ins:${OTHER}`]: null }),
  },
  {
    name: 'takes another’s deletion off',
    change: (text) => text.format(find(text, 'Trzeci'), 6, { [`del:${OTHER}`]: null }),
  },
  {
    name: 'deletes more in another’s name',
    change: (text) => text.format(find(text, 'punkt'), 5, { [`del:${OTHER}`]: true }),
  },
  {
    name: 'puts another’s words under an own mark',
    change: (text) => text.format(find(text, 'cudze'), 5, { [INS]: true }),
  },
  {
    name: 'splits in another’s name',
    change: (text) => void text.insertEmbed(find(text, 'jest'), newMarker('n1', { ins: OTHER }), {}),
  },
]

const OF_MARKERS: CraftedChange[] = [
  { name: 'joins two blocks', change: (text) => text.delete(markerOf(text, 'b2').index, 1) },
  { name: 'splits a block', change: (text) => text.insertEmbed(find(text, 'jest'), newMarker('n1'), {}) },
  { name: 'adds an empty block', change: (text) => text.insertEmbed(text.length, newMarker('n1'), {}) },
  {
    name: 'cuts a bold word by a proposed split and leaves half of it plain',
    change: (text) => {
      const at = find(text, 'Ważne') + 2
      text.insertEmbed(at, newMarker('n1', { ins: ME }), {})
      text.format(at + 1, 3, { bold: null })
    },
  },
  { name: 'changes a kind', change: (text) => void markerOf(text, 'b1').map.set('kind', 'pkt') },
  { name: 'changes a level', change: (text) => void markerOf(text, 'b1').map.set('level', 2) },
  {
    name: 'changes a kind and lies about what it was',
    change: (text) => {
      markerOf(text, 'b1').map.set('kind', 'pkt')
      markerOf(text, 'b1').map.set('was', was('heading'))
    },
  },
  {
    name: 'changes a kind in another’s name',
    change: (text) => {
      markerOf(text, 'b1').map.set('kind', 'pkt')
      markerOf(text, 'b1').map.set('was', was('ust', OTHER))
    },
  },
  { name: 'calls a block proposed', change: (text) => void markerOf(text, 'b3').map.set('ins', ME) },
  { name: 'renames a block', change: (text) => void markerOf(text, 'b1').map.set('id', 'n1') },
  { name: 'lets formats run into a block', change: (text) => void markerOf(text, 'b3').map.set('flow', 1) },
]

const OF_TABLES: CraftedChange[] = [
  { name: 'types in a cell', change: (text) => cellOf(text).insert(0, 'x', {}) },
  { name: 'empties a cell', change: (text) => cellOf(text).delete(0, 5) },
  { name: 'hides a row', change: (text) => rowOf(text).delete('shown') },
  { name: 'hides a table', change: (text) => markerOf(text, 't1').map.delete('shown') },
  { name: 'takes a table out', change: (text) => text.delete(markerOf(text, 't1').index, 1) },
  {
    name: 'adds a column',
    change: (text) => (markerOf(text, 't1').map.get('columns') as Y.Array<string>).push(['k3']),
  },
  {
    name: 'puts another cell in place of one',
    change: (text) => void (rowOf(text).get('cells') as Y.Map<Y.Text>).set('k1', new Y.Text()),
  },
  {
    name: 'adds a table as a proposal',
    change: (text) => void text.insertEmbed(text.length, newMarker('n1', { kind: 'table', ins: ME }), {}),
  },
]

/** What somebody who may only propose might try by raw protocol; each changes more than their own proposals. */
export const CRAFTED: readonly CraftedChange[] = [...OF_CHARACTERS, ...OF_OTHERS, ...OF_MARKERS, ...OF_TABLES]
