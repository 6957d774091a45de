/** Fields of what a restoration is, for a query. */
export const RESTORATION = `id kind seq version { id number } momentSeq momentAt keptVersion { id number kind seq } person { name }
  fromSeq toSeq createdBy { name } organization { name }`

export interface Restored {
  id: string
  kind: 'VERSION' | 'MOMENT' | 'CHANGES'
  seq: number
  keptVersion: { id: string; number: number; kind: string; seq: number }
  [field: string]: unknown
}
