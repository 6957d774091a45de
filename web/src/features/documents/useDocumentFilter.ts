import { useAppliedFilter } from '../../lib/useAppliedFilter.ts'
import { filterFromQuery, queryFromFilter } from './document-filter.ts'

export const useDocumentFilter = () => useAppliedFilter(filterFromQuery, queryFromFilter)
