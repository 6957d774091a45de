import { type EditorState, Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { findMatches, type Match, matchFrom } from './matches.ts'

export interface FindState {
  query: string
  matches: Match[]
  /** Index of the match in front, -1 when there is none. */
  current: number
}

interface PluginState extends FindState {
  decorations: DecorationSet
}

type Command = { query: string; near: number } | { current: number }

const CLOSED: PluginState = { query: '', matches: [], current: -1, decorations: DecorationSet.empty }
const findKey = new PluginKey<PluginState>('find')

/** Shows matches by decorations only: the document and its history never hear of a search. */
export function findPlugin(onChange: (state: FindState) => void): Plugin {
  return new Plugin<PluginState>({
    key: findKey,
    state: {
      init: () => CLOSED,
      apply: (transaction, state) => applyFind(transaction, state),
    },
    props: { decorations: (state) => findKey.getState(state)?.decorations },
    view: () => ({
      update(view, before) {
        const now = findKey.getState(view.state)
        if (now && now !== findKey.getState(before)) onChange(now)
      },
    }),
  })
}

export function findState(state: EditorState): FindState {
  return findKey.getState(state) ?? CLOSED
}

export function search(view: EditorView, query: string): void {
  command(view, { query, near: view.state.selection.from })
  reveal(view)
}

export function step(view: EditorView, by: 1 | -1): void {
  const { matches, current } = findState(view.state)
  if (matches.length === 0) return
  command(view, { current: (current + by + matches.length) % matches.length })
  reveal(view)
}

export function closeFind(view: EditorView): void {
  command(view, { query: '', near: 0 })
}

function command(view: EditorView, meta: Command): void {
  view.dispatch(view.state.tr.setMeta(findKey, meta).setMeta('addToHistory', false))
}

function applyFind(transaction: Transaction, state: PluginState): PluginState {
  const meta = transaction.getMeta(findKey) as Command | undefined
  if (meta && 'query' in meta) return found(transaction, meta.query, meta.near)
  if (meta) return decorated(transaction, { ...state, current: meta.current })
  if (!transaction.docChanged || state.query === '') return state
  const near = state.matches[state.current]?.from ?? 0
  return found(transaction, state.query, transaction.mapping.map(near, -1))
}

function found(transaction: Transaction, query: string, near: number): PluginState {
  if (query.trim() === '') return CLOSED
  const matches = findMatches(transaction.doc, query)
  return decorated(transaction, { query, matches, current: matchFrom(matches, near) })
}

/** A single letter can match ten thousand times: only those around the current one are painted. */
const PAINTED_EACH_SIDE = 300

function decorated(transaction: Transaction, state: FindState): PluginState {
  const first = Math.max(0, state.current - PAINTED_EACH_SIDE)
  const painted = state.matches.slice(first, state.current + PAINTED_EACH_SIDE)
  const decorations = painted.map(({ from, to, isUnit }, index) => {
    const isCurrent = first + index === state.current
    const look = { class: isCurrent ? 'find-match find-match-current' : 'find-match' }
    return isUnit ? Decoration.node(from - 1, to + 1, look) : Decoration.inline(from, to, look)
  })
  return { ...state, decorations: DecorationSet.create(transaction.doc, decorations) }
}

/** The page scrolls, the selection and the focus stay where they are: the person is typing in the search field. */
function reveal(view: EditorView): void {
  view.dom.querySelector('.find-match-current')?.scrollIntoView({ block: 'center', inline: 'nearest' })
}
