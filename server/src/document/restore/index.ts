/** Bringing a document back to what it said, or to what it would say without some changes: the only way in. */
export { ChangeHistory, type PlayedRow, type RowRole } from './change-history.ts'
export { type PatchOptions, patchTo } from './patch.ts'
export { type ChangesOf, type RoleRow, rolesFor, type Undoing } from './roles.ts'
export { withoutChanges } from './without-changes.ts'
