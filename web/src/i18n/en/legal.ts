export const legal = {
  accessibility: {
    title: 'Accessibility statement',
    intro:
      'is committed to making Wspólny Zapis accessible in accordance with the Polish act of 4 April 2019 on the digital accessibility of websites and mobile applications of public entities.',
    scope: 'This statement applies to the service at',
    published: 'Date of publication:',
    updated: 'Date of the last major update:',
    statusTitle: 'Compliance',
    status:
      'The service is partially compliant with the digital accessibility act, due to the non-compliances listed below.',
    gapsTitle: 'Content and functions that are not accessible',
    gapCursors:
      'Screen readers do not announce where other people’s cursors are in the text. Instead there is a list of the people in the document, with a way to jump to where they write.',
    gapTesting: 'The service has not yet been tested with people with disabilities.',
    preparedTitle: 'Preparation of this statement',
    prepared: 'This statement was prepared on:',
    reviewed: 'This statement was last reviewed on:',
    method:
      'It is based on a self-assessment: automated tests of the views of the service, and automated trials with the keyboard alone, also at a screen width of 360 pixels and at 200% zoom.',
    keyboardTitle: 'Keyboard shortcuts',
    keyboard:
      'Everything can be operated by keyboard. The editor uses no shortcut with Ctrl+Alt and a letter, since these write ą, ę and ó on a Polish keyboard. The “Keyboard shortcuts” button in the toolbar lists the editor’s shortcuts; Esc and then Tab leave the editor.',
    contactTitle: 'Feedback and contact',
    contact: 'Please send problems with accessibility, and requests for information in an accessible form, to:',
    contactPerson: 'Responsible:',
    contactEmail: 'E-mail:',
    contactPhone: 'Telephone:',
    contactPhoneText: 'the number is given in reply to an e-mail',
    procedureTitle: 'Requests and complaints',
    procedure:
      'Everybody has the right to ask for digital accessibility of the service or a part of it, and for information in another, accessible form.',
    procedureContent:
      'Please give your name, say which page or element the request is about, and how you would like to be contacted.',
    procedureTime:
      'We answer without delay and within 7 days at most. If that is not possible, we give the reason and a new date, no later than 2 months after the request.',
    procedureComplaint:
      'If a request is refused or not answered in time, you may complain, and then turn to the Commissioner for Human Rights.',
    ombudsman: 'Website of the Commissioner for Human Rights',
    buildingTitle: 'Physical accessibility',
    building: 'The service works on the internet only and has no office open to visitors.',
    appsTitle: 'Mobile applications',
    apps: 'There is no separate mobile application; the service works in a phone’s browser.',
  },
  privacy: {
    title: 'Privacy notice',
    lead: 'How personal data are processed, under Article 13 of the GDPR.',
    controllerTitle: 'Controller',
    controller: 'The controller is {operator}. Contact for matters of personal data: {email}.',
    purposeTitle: 'Purpose and legal basis',
    purpose:
      'Data are processed so that organisations and the City can write documents together, and so that it is known who represents which view. The basis is Article 6(1)(e) of the GDPR where a public body runs the service, or (f) where an NGO does.',
    dataTitle: 'Which data',
    data: 'Name, e-mail address, organisation and role in it, and a record of actions: who changed what in a document, and when. We do not collect national identification numbers or home addresses.',
    recipientsTitle: 'Who sees them',
    recipients:
      'Your name and organisation are seen by people who are signed in. An e-mail address to which an invitation was sent is seen by those who may invite people into that organisation: administrators and, for NGOs, also the Forum’s coordinators. Nobody else is shown addresses; until you give your name on the “Account” page, you are called by the beginning of the address, before the at sign. Data do not leave the European Economic Area, and there is no profiling.',
    periodTitle: 'How long',
    period:
      'Account data are kept while the account exists. When it is closed, the history of documents remains, with “Osoba usunięta” (a removed person) and the organisation in place of the name.',
    rightsTitle: 'Your rights',
    rights:
      'You have the right to access, correct, delete or restrict the processing of your data, to object, and to complain to the President of the Polish Personal Data Protection Office.',
    deviceTitle: 'Cookies and storage on your device',
    device:
      'We use one cookie, needed for being signed in. The browser stores your choice of language and appearance and, once you are signed in, also your name, e-mail address, organisations and roles, and copies of open documents, so that work is not lost without a connection. Remarks you have not sent are kept by the browser tab while it is open. Signing out deletes the copies, your details and the remarks not sent from that tab; on a computer marked as shared (“This is a shared computer”) copies and details are not stored.',
  },
  contact: {
    title: 'Contact',
    lead: 'This service is run by {operator}.',
    email: 'E-mail address',
    access: 'For an account, please ask the Forum’s coordinators or an administrator: they send the invitations.',
    accessibility: 'How to report a problem with accessibility:',
  },
}
