export const auth = {
  signIn: {
    title: 'Sign in',
    lead: 'Accounts are for people invited by the Forum’s coordinators or an administrator.',
    email: 'E-mail address',
    emailHint: 'We will send you a sign-in link. No password is needed.',
    emailWrong: "Please give an e-mail address in the form name{'@'}domain.org.",
    send: 'Send the link',
    sending: 'Sending…',
    sentTitle: 'Please check your mail',
    sentText:
      'If {email} has an account or an invitation, a link will arrive there shortly. It works once and for 15 minutes.',
    sentDemo: 'In the demonstration no messages are sent. They can be read on the “Mail” page.',
    openMail: 'Open mail',
    otherAddress: 'Use another address',
    organization: 'Sign in with the organisation’s account',
    organizationFailed: 'Signing in with the organisation’s account did not work. Please try again, or use a link.',
    or: 'or',
    shared: 'This is a shared computer',
    sharedHint:
      'Documents will not be kept on this device. You will be signed out when the browser is closed, after 4 hours at the latest.',
  },
  demo: {
    title: 'Enter as a demonstration person',
    lead: 'Please choose a person. All of them are made up; no password is needed.',
    search: 'Search for a person or an organisation',
    none: 'No such person or organisation was found.',
    found: '{count} person | {count} people',
    entering: 'Signing in…',
  },
  link: {
    title: 'Signing in',
    lead: 'The link works once. The button finishes signing in on this device.',
    confirm: 'Sign me in',
    confirming: 'Signing in…',
    missing:
      'Part of the link is missing from this address. Please open the link from the message again, or ask for a new one.',
  },
  otherPerson: {
    title: 'Somebody else has signed in in this browser – please reload the page',
    text: 'This tab was opened by another person: {name}. Nothing more will be saved from it.',
    reload: 'Reload',
  },
  ended: {
    title: 'Your session has ended',
    text: 'Nothing new will appear here until you sign in again – in another tab will do.',
  },
  signOut: {
    action: 'Sign out',
    unsaved: {
      title: 'Not everything is saved',
      text: 'This device holds text that is not in the documents on the server. Signing out will delete it.',
      confirm: 'Sign out and delete the text',
    },
    unsure: {
      title: 'It is not known whether everything is saved',
      text: 'What this device keeps could not be read. It may hold text that is not in the documents on the server. Signing out will delete it, if the device allows.',
      confirm: 'Sign out anyway',
    },
    written: {
      title: 'Not everything is sent',
      text: 'This tab holds texts that were begun and not sent ({written}). Signing out will delete them.',
      confirm: 'Sign out and delete the texts',
    },
    kinds: {
      remark: 'a new remark',
      replies: 'a reply in a conversation',
      edits: 'new words of a comment',
      hidings: 'a reason for hiding a comment',
      notes: 'a note',
      wordings: 'a proposed wording',
      reasons: 'a reason for a decision on a proposal',
      descriptions: 'a description of a proposal',
      versions: 'a description of a version',
    },
    left: {
      title: 'You are signed out, but data is left on this device',
      text: 'The copies of documents that this device keeps could not be deleted. You can delete them in the browser’s settings by clearing the data of this site.',
    },
    stay: 'Stay',
  },
}
