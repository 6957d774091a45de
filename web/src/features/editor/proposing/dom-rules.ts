import type { TagParseRule } from '@tiptap/pm/model'

/**
 * How marks of proposals are read back where the browser itself changed what they are drawn as: a key next to a struck
 * space makes Chromium write that space anew too. Only the editor's own view is read so: what is pasted is nobody's
 * proposal.
 */
export const proposedRules: readonly TagParseRule[] = [
  { tag: 'ins[data-proposal]', mark: 'ins', getAttrs: idOf },
  { tag: 'del[data-proposal]', mark: 'del', getAttrs: idOf },
  { tag: 'span[data-proposal]', mark: 'set', getAttrs: wishOf },
]

function idOf({ dataset }: HTMLElement) {
  return { id: dataset.proposal }
}

function wishOf({ dataset }: HTMLElement) {
  return { id: dataset.proposal, wish: JSON.parse(dataset.wish ?? '{}') as unknown }
}
