/** Why a change cannot be proposed; the words are in the catalogues. */
export type Refusal = 'table' | 'kind' | 'place'

export class RefusedChange extends Error {
  readonly reason: Refusal

  constructor(reason: Refusal) {
    super(reason)
    this.reason = reason
  }
}
