import { useClientHandle } from '@urql/vue'
import { useI18n } from 'vue-i18n'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { wordsOf } from '../../lib/refusal.ts'
import { saveFile } from '../../lib/save-file.ts'
import { notify } from '../../ui/toast.ts'

const ArchiveMutation = graphql(`
  mutation DocumentMenu_Archive_Mutation($documentId: ID!) {
    archiveDocument(input: { documentId: $documentId }) { id title archivedAt }
  }
`)

const RestoreMutation = graphql(`
  mutation DocumentMenu_Restore_Mutation($documentId: ID!) {
    restoreDocument(input: { documentId: $documentId }) { id title archivedAt }
  }
`)

const DownloadMutation = graphql(`
  mutation DocumentMenu_Download_Mutation($documentId: ID!, $format: DownloadFormat!) {
    requestDownload(input: { documentId: $documentId, format: $format }) { url filename }
  }
`)

interface Target {
  id: string
  title: string
}

type Format = VariablesOf<typeof DownloadMutation>['format']

/** What can be done to a document from a list or from its own page; each tells the person how it went. */
export function useDocumentActions(changed: () => void = () => undefined) {
  const { client } = useClientHandle()
  const { t } = useI18n()

  async function archive(document: Target): Promise<void> {
    const { error } = await client.mutation(ArchiveMutation, { documentId: document.id })
    if (error) return notify(wordsOf(error), { tone: 'danger' })
    changed()
    notify(t('documents.actions.archivedToast', { title: document.title }), {
      action: { label: t('common.undo'), run: () => void restore(document) },
    })
  }

  async function restore(document: Target): Promise<void> {
    const { error } = await client.mutation(RestoreMutation, { documentId: document.id })
    if (error) return notify(wordsOf(error), { tone: 'danger' })
    changed()
    notify(t('documents.actions.restoredToast', { title: document.title }))
  }

  async function download(document: Target, format: Format): Promise<void> {
    notify(t('documents.actions.downloading'))
    const { data, error } = await client.mutation(DownloadMutation, { documentId: document.id, format })
    if (data === undefined) return notify(wordsOf(error), { tone: 'danger' })
    saveFile(data.requestDownload)
  }

  return { archive, restore, download }
}
