import { type CombinedError, useMutation } from '@urql/vue'
import { graphql } from '../../graphql.ts'
import { chooseLocale, type Locale } from '../../i18n/index.ts'
import { session } from '../auth/session.ts'

const LocaleMutation = graphql(`
  mutation Language_Mutation($locale: String!) {
    updateProfile(input: { locale: $locale }) { id locale }
  }
`)

/** The page changes its language at once; for somebody signed in the profile follows, in which mail is written to them. */
export function useLanguage(): (locale: Locale) => Promise<CombinedError | undefined> {
  const { executeMutation } = useMutation(LocaleMutation)

  return async function choose(locale) {
    chooseLocale(locale)
    if (session.value.viewer === null) return undefined
    const { error } = await executeMutation({ locale })
    return error
  }
}
