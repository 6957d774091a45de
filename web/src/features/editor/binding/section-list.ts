import {
  assignIds,
  type FormatMap,
  flowsOn,
  forEachChangedItem,
  holderOf,
  isMarker,
  readSection,
  readSections,
  type Section,
  sameFormats,
} from '@app/server/document'
import type { Node } from '@tiptap/pm/model'
import * as Y from 'yjs'
import type { NodeBuilder } from './nodes.ts'

/** A section with the editor nodes it is shown as: none (an empty head), one, or two (a table and text after it). */
export interface ShownSection extends Section {
  nodes: readonly Node[]
}

/** The document as sections, kept up to date by reading again only those that a transaction touched. */
export class SectionList {
  readonly text: Y.Text
  readonly sections: ShownSection[]
  private readonly builder: NodeBuilder
  private readonly byMarker = new Map<Y.Item | null, ShownSection>()
  private hasRepeatedIds: boolean

  constructor(text: Y.Text, builder: NodeBuilder) {
    this.text = text
    this.builder = builder
    this.sections = readSections(text).map((section) => ({ ...section, nodes: builder.nodesOf(section) }))
    for (const section of this.sections) this.byMarker.set(section.marker, section)
    this.hasRepeatedIds = this.sections.some((section) => section.id !== section.storedId)
  }

  /** All editor nodes, in order. Those of untouched sections are the same objects as before. */
  nodes(): Node[] {
    const nodes: Node[] = []
    for (const section of this.sections) for (const node of section.nodes) nodes.push(node)
    return nodes.length > 0 ? nodes : [this.builder.emptyHead()]
  }

  /**
   * Takes the editor's own objects for equal nodes, so that later comparisons can be by identity. Answers whether the
   * editor shows just these sections.
   */
  adopt(doc: Node): boolean {
    const shown = doc.children
    let child = 0
    for (const section of this.sections) {
      // Every key comes here, once for each section: no calls.
      const { nodes } = section
      const isSame = nodes[0] === shown[child] && (nodes.length === 1 || nodes[1] === shown[child + 1])
      if (!isSame && nodes.length > 0) {
        if (!nodes.every((node, at) => isEqual(node, shown[child + at]))) return false
        section.nodes = shown.slice(child, child + nodes.length)
      }
      child += nodes.length
    }
    return child === shown.length
  }

  /** The marker of each top-level node; null for an implicit block. */
  anchors(): (Y.Item | null)[] {
    const anchors: (Y.Item | null)[] = []
    for (const { marker, nodes } of this.sections) {
      if (nodes.length > 0) anchors.push(marker)
      if (nodes.length > 1) anchors.push(null)
    }
    return anchors.length > 0 ? anchors : [null]
  }

  find(marker: Y.Item | null): ShownSection | undefined {
    return this.byMarker.get(marker)
  }

  /** Stored ids that two sections have, until the server gives one of them another. */
  repeatedIds(): string[] {
    if (!this.hasRepeatedIds) return []
    return this.sections.flatMap(({ id, storedId }) => (id === storedId ? [] : [storedId]))
  }

  /** Reads again what the transaction touched; answers whether anything was. */
  update(transaction: Y.Transaction): boolean {
    const dirty = this.dirtyMarkers(transaction)
    if (dirty.size === 0) return false
    const fresh = new Set<ShownSection>()
    let idsChanged = this.hasRepeatedIds
    for (const section of this.inOrder(dirty)) {
      if (this.byMarker.get(section.marker) !== section || fresh.has(section)) continue
      const read = this.readFrom(section, dirty)
      for (const each of read) fresh.add(each)
      idsChanged = this.replace(section, read) || idsChanged
    }
    if (idsChanged) this.assignIds(fresh)
    for (const section of fresh) section.nodes = this.builder.nodesOf(section)
    return true
  }

  private inOrder(markers: Set<Y.Item | null>): ShownSection[] {
    const places = [...markers]
      .map((marker) => this.byMarker.get(marker))
      .filter((section) => section !== undefined)
      .map((section) => ({ section, index: this.sections.indexOf(section) }))
    return places.sort((a, b) => a.index - b.index).map(({ section }) => section)
  }

  /** Reads on until a known section begins that nothing touched and that starts with the formats it had. */
  private readFrom(first: ShownSection, dirty: Set<Y.Item | null>): ShownSection[] {
    let last = readSection(this.text, first.marker, first.startFormats)
    const read = [{ ...last, nodes: [] }]
    while (last.next !== null && !this.isUntouched(last.next, last.endFormats, dirty)) {
      last = readSection(this.text, last.next, last.endFormats)
      read.push({ ...last, nodes: [] })
    }
    return read
  }

  private isUntouched(marker: Y.Item, formats: FormatMap, dirty: Set<Y.Item | null>): boolean {
    const known = this.byMarker.get(marker)
    if (known === undefined || dirty.has(marker)) return false
    return !flowsOn(marker) || sameFormats(known.startFormats, formats)
  }

  /** Answers whether ids may have to be assigned again. */
  private replace(first: ShownSection, read: ShownSection[]): boolean {
    const index = this.sections.indexOf(first)
    const next = read.at(-1)?.next ?? null
    const known = next === null ? undefined : this.byMarker.get(next)
    const end = known === undefined ? this.sections.length : this.sections.indexOf(known, index)
    const removed = this.sections.splice(index, end - index, ...read)
    for (const section of removed) this.byMarker.delete(section.marker)
    for (const section of read) this.byMarker.set(section.marker, section)
    return read.length !== removed.length || read.some((section, at) => section.storedId !== removed[at]?.storedId)
  }

  private assignIds(fresh: Set<ShownSection>): void {
    for (const index of assignIds(this.sections)) fresh.add(this.sections[index] as ShownSection)
    this.hasRepeatedIds = this.sections.some((section) => section.id !== section.storedId)
  }

  /** The markers of all sections that a transaction touched; one that is gone or new leads to the one before it too. */
  private dirtyMarkers(transaction: Y.Transaction): Set<Y.Item | null> {
    const dirty = new Set<Y.Item | null>()
    const seen = new Set<Y.Item>()
    const touch = (item: Y.Item | null) => {
      let left = item
      while (left !== null && (left.deleted || !isMarker(left))) {
        if (seen.has(left)) return
        seen.add(left)
        left = left.left
      }
      dirty.add(left)
    }
    forEachChangedItem(transaction, (changed) => {
      const item = this.itemInBody(changed)
      if (item === null) return
      touch(item)
      if (isMarker(item)) touch(item.left)
    })
    return dirty
  }

  /** The item of the body that is or holds this one; null for items of another root. */
  private itemInBody(changed: Y.Item): Y.Item | null {
    let item: Y.Item | null = changed
    while (item !== null && item.parent !== this.text) {
      if (item.parent instanceof Y.Text) this.builder.forget(item.parent)
      item = item.parent instanceof Y.AbstractType ? holderOf(item) : null
    }
    return item
  }
}

function isEqual(node: Node, shown: Node | undefined): boolean {
  return shown !== undefined && node.eq(shown)
}
