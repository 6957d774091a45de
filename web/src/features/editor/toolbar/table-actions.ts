/** What can be done to the table around the caret, in groups. */
export const TABLE_ACTIONS = [
  ['rowBefore', 'rowAfter', 'columnBefore', 'columnAfter'],
  ['headerRow'],
  ['paragraphBefore', 'paragraphAfter', 'moveUp', 'moveDown'],
  ['removeRow', 'removeColumn', 'removeTable'],
] as const

export type TableAction = 'insert' | (typeof TABLE_ACTIONS)[number][number]
