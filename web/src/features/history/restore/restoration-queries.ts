import { graphql } from '../../../graphql.ts'
import { ComparedFields } from '../compare/comparison-fields.ts'
import { RestorationFields } from './restoration-fields.ts'

export const VersionQuery = graphql(
  `
    query RestorePage_Version_Query($id: ID!, $versionId: ID!) {
      document(id: $id) { id title }
      version(id: $versionId) { id number name document { id } }
      preview: restoreVersionPreview(versionId: $versionId) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

export const MomentQuery = graphql(
  `
    query RestorePage_Moment_Query($id: ID!, $seq: Int!) {
      document(id: $id) { id title }
      preview: restoreMomentPreview(documentId: $id, seq: $seq) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

export const ChangesQuery = graphql(
  `
    query RestorePage_Changes_Query(
      $id: ID!, $personId: ID!, $fromSeq: Int!, $toSeq: Int!, $kind: ActivityKind, $organizationId: ID
    ) {
      document(id: $id) { id title }
      activity(documentId: $id, first: 1) { active { person { id name } } }
      preview: undoChangesPreview(
        documentId: $id, personId: $personId, fromSeq: $fromSeq, toSeq: $toSeq
        kind: $kind, organizationId: $organizationId
      ) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

export const RestoreVersionMutation = graphql(
  `
    mutation RestorePage_Version_Mutation($input: RestoreVersionInput!) {
      restoreVersion(input: $input) { ...RestorationFields }
    }
  `,
  [RestorationFields],
)

export const RestoreMomentMutation = graphql(
  `
    mutation RestorePage_Moment_Mutation($input: RestoreMomentInput!) {
      restoreMoment(input: $input) { ...RestorationFields }
    }
  `,
  [RestorationFields],
)

export const UndoMutation = graphql(
  `
    mutation RestorePage_Changes_Mutation($input: UndoChangesInput!) {
      undoChanges(input: $input) { ...RestorationFields }
    }
  `,
  [RestorationFields],
)
