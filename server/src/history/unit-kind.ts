import { BLOCK_KINDS } from '../document/index.ts'
import { builder } from '../graphql/builder.ts'

/** A block's kind, or a table. */
export type UnitKindName = (typeof BLOCK_KINDS)[number] | 'table'

const VALUES = [...BLOCK_KINDS, 'table'] as const

export const UnitKind = builder.enumType('UnitKind', {
  description: 'What a unit of a text is: a kind of block, or a table. SECTION is §.',
  values: Object.fromEntries(VALUES.map((kind) => [kind.toUpperCase(), { value: kind }])) as Record<
    Uppercase<UnitKindName>,
    { value: UnitKindName }
  >,
})
