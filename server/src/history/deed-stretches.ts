import type { GroupStretch } from '../document/index.ts'

/** What stands for nobody known. */
const NONE = -1

/** The deeds by which characters came or went, one after another: what was typed key by key has one for each. */
export class DeedStretches {
  private readonly lengths: number[] = []
  private readonly deeds: number[] = []

  add(length: number, deed: number | null): void {
    const last = this.deeds.length - 1
    if (this.deeds[last] === (deed ?? NONE)) this.lengths[last] = (this.lengths[last] ?? 0) + length
    else {
      this.lengths.push(length)
      this.deeds.push(deed ?? NONE)
    }
  }

  /** The same by what deeds belong to. */
  groups(groupOf: (deed: number | null) => number | null): GroupStretch[] {
    const out: GroupStretch[] = []
    let last: GroupStretch | null = null
    for (let at = 0; at < this.deeds.length; at++) {
      const deed = this.deeds[at] as number
      const length = this.lengths[at] as number
      const group = groupOf(deed === NONE ? null : deed)
      if (last !== null && last.group === group) last.length += length
      else out.push((last = { length, group }))
    }
    return out
  }
}
