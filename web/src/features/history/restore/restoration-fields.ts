import { graphql, type ResultOf } from '../../../graphql.ts'

/** What was brought back or undone, by whom, as pages name it. */
export const RestorationFields = graphql(`
  fragment RestorationFields on Restoration @_unmask {
    id
    kind
    createdAt
    version { id number name }
    momentAt
    keptVersion { id number }
    person { id name }
    createdBy { id name }
    organization { id name }
  }
`)

export type Restoration = ResultOf<typeof RestorationFields>
