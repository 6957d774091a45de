import { useMutation } from '@urql/vue'
import { useI18n } from 'vue-i18n'
import { graphql } from '../../graphql.ts'
import { wordsOf } from '../../lib/refusal.ts'
import { saveFile } from '../../lib/save-file.ts'
import { notify } from '../../ui/toast.ts'

const ProofMutation = graphql(`
  mutation VersionFacts_Proof_Mutation($input: RequestProofInput!) {
    requestProof(input: $input) { url filename }
  }
`)

/** The proof of a version as a file. */
export function useProofDownload() {
  const { t } = useI18n()
  const { executeMutation, fetching } = useMutation(ProofMutation)

  async function download(versionId: string): Promise<void> {
    const { data, error } = await executeMutation({ input: { versionId } })
    if (data === undefined) return notify(wordsOf(error), { tone: 'danger' })
    saveFile(data.requestProof)
    notify(t('history.version.proofStarted', { name: data.requestProof.filename }))
  }

  return { isPreparing: fetching, download }
}
