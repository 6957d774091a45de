/** What threads run, by the source each begins with. */
export const PROGRAMS = {
  'compare-worker': '../history/compare-worker.ts',
  'history-worker': '../history/history-worker.ts',
  'restore-worker': '../history/restore-worker.ts',
  'export-worker': '../export/worker.ts',
} as const

export type Program = keyof typeof PROGRAMS
