import { graphql, type ResultOf } from '../../graphql.ts'

const AuthoredRun = graphql(`
  fragment AuthoredRun on AuthoredRun @_unmask { text source broughtBy version { id number name } }
`)

const AuthorshipParts = graphql(
  `
    fragment AuthorshipParts on Authorship @_unmask {
      seq
      units {
        id
        kind
        level
        label
        reference
        runs { ...AuthoredRun }
        cells { row column header runs { ...AuthoredRun } }
      }
      sources {
        person { id name }
        organization { id name }
        proposal {
          id state onBehalfOf hiddenAt enteredBy { id } author { id name } organization { id name } decidedBy { id name }
          decidedAt
        }
        kind
        startedAt
        endedAt
      }
    }
  `,
  [AuthoredRun],
)

export const PassageAuthorsQuery = graphql(
  `
    query WhoWrote_Query($id: ID!, $from: Bytes, $to: Bytes, $unitId: ID) {
      authorship(documentId: $id, from: $from, to: $to, unitId: $unitId) { ...AuthorshipParts }
    }
  `,
  [AuthorshipParts],
)

export const TextAuthorsQuery = graphql(
  `
    query AuthorsPage_Query($id: ID!) {
      document(id: $id) { id title }
      authorship(documentId: $id) { ...AuthorshipParts }
    }
  `,
  [AuthorshipParts],
)

export type Authorship = ResultOf<typeof PassageAuthorsQuery>['authorship']
export type AuthoredUnit = Authorship['units'][number]
export type AuthoredRun = AuthoredUnit['runs'][number]
export type WordSource = Authorship['sources'][number]
