/** What an update brings of proposals and remarks. Whether it may is judged by the `ProposalGate`. */
export interface CarriedProposals {
  /** Laid over characters. */
  opened: Set<string>
  /** On markers. */
  onMarkers: Set<string>
  /** It lays remarks over characters. */
  hasRemarks: boolean
}

export function nothingCarried(): CarriedProposals {
  return { opened: new Set(), onMarkers: new Set(), hasRemarks: false }
}

/** Notes the ids in values that a marker may hold under this key. */
export function noteMarkerValues({ onMarkers }: CarriedProposals, key: string, values: readonly unknown[]): void {
  if (key === 'ins' || key === 'del') for (const value of values) onMarkers.add(String(value))
  if (key === 'was') for (const value of values) onMarkers.add((value as { id: string }).id)
}
