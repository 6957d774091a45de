export const mail = {
  title: 'Mail',
  lead: 'In the demonstration, messages do not leave the server. They can be read here.',
  loading: 'Loading messages…',
  listLabel: 'Messages sent',
  to: 'To: {address}',
  empty: 'No message has been sent yet',
  emptyText: 'After a sign-in link, an invitation or a notification is sent, the message appears here.',
}
