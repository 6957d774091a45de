import { useClientHandle } from '@urql/vue'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { wordsOf } from '../../lib/refusal.ts'
import { saveFile } from '../../lib/save-file.ts'
import { notify } from '../../ui/toast.ts'
import { type RemarkFilter, toGraphQL } from './remark-filter.ts'

const DownloadMutation = graphql(`
  mutation Remarks_Download_Mutation($input: RequestRemarksDownloadInput!) {
    requestRemarksDownload(input: $input) { url filename }
  }
`)

export type SheetFormat = VariablesOf<typeof DownloadMutation>['input']['format']

/** The table as a file: the rows and the order that are on the page. */
export function useRemarkDownload(documentId: () => string) {
  const { client } = useClientHandle()
  const { t } = useI18n()
  const preparing = ref<SheetFormat | null>(null)

  async function download(format: SheetFormat, filter: RemarkFilter): Promise<void> {
    preparing.value = format
    const { data, error } = await client.mutation(DownloadMutation, {
      input: { documentId: documentId(), format, ...toGraphQL(filter) },
    })
    preparing.value = null
    if (data === undefined) return notify(wordsOf(error), { tone: 'danger' })
    saveFile(data.requestRemarksDownload)
    notify(t('remarks.download.started', { name: data.requestRemarksDownload.filename }))
  }

  return { preparing, download }
}
