import { account } from './account.ts'
import { auth } from './auth.ts'
import { authorship } from './authorship.ts'
import { comments } from './comments.ts'
import { common } from './common.ts'
import { compare } from './compare.ts'
import { documents } from './documents.ts'
import { editor } from './editor.ts'
import { errors } from './errors.ts'
import { history } from './history.ts'
import { legal } from './legal.ts'
import { mail } from './mail.ts'
import { notifications } from './notifications.ts'
import { organization } from './organization.ts'
import { playback } from './playback.ts'
import { proposals } from './proposals.ts'
import { remarks } from './remarks.ts'
import { sync } from './sync.ts'

export default {
  account,
  auth,
  authorship,
  comments,
  common,
  compare,
  documents,
  editor,
  errors,
  history,
  legal,
  mail,
  notifications,
  organization,
  playback,
  proposals,
  remarks,
  sync,
}
