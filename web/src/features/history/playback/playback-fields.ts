import { graphql, type ResultOf } from '../../../graphql.ts'

export const PlaybackQuery = graphql(`
  query PlaybackPage_Query($id: ID!) {
    document(id: $id) { id title mayRestore }
    playbackTrack(documentId: $id) {
      headSeq
      stretches {
        firstSeq
        lastSeq
        kind
        startedAt
        endedAt
        authors { person { id name } organization { id name } }
      }
      versions { id seq number name }
    }
  }
`)

export const FrameQuery = graphql(`
  query PlaybackPage_Frame_Query($id: ID!, $seq: Int!, $since: Int, $knowsSince: Boolean!) {
    playbackFrame(documentId: $id, seq: $seq, since: $since, knowsSince: $knowsSince) {
      seq
      since
      writtenAt
      units
      sources {
        person { id name }
        organization { id name }
        proposal { id onBehalfOf hiddenAt enteredBy { id } author { id name } organization { id name } }
        kind
        startedAt
        endedAt
      }
    }
  }
`)

export type Track = NonNullable<ResultOf<typeof PlaybackQuery>['playbackTrack']>
export type Stretch = Track['stretches'][number]
export type TrackVersion = Track['versions'][number]
export type SentFrame = NonNullable<ResultOf<typeof FrameQuery>['playbackFrame']>
