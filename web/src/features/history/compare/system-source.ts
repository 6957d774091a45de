import type { Source } from './comparison-fields.ts'

/** The server did it by itself, as where data are taken out or a text is put in order: there is no person to name. */
export function isOfSystem({ person, kind }: Pick<Source, 'person' | 'kind'>): boolean {
  return person === null && kind === 'REPAIR'
}
