import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { receiveToken, verify } from '../kit/links.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const FIND = 'query ($search: String!) { people(search: $search, first: 50) { name } }'
const NAMED =
  'query ($id: ID!, $search: String!) { document(id: $id) { mentionable(search: $search) { people { name } } } }'
const RENAME = 'mutation ($name: String!) { updateProfile(input: { name: $name }) { name } }'
const CREATE = 'mutation ($name: String!) { createOrganization(input: { name: $name, kind: NGO }) { id } }'
const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'
/** As an import from a Mac may write it: letters and what stands over them apart. */
const APART = 'Świętosława Żółć'.normalize('NFD')
const NAMES = ['Nguyễn Thị Lan', 'Ağaoğlu Deniz', 'Андрій Коваль', 'Jānis Bērziņš', 'Ærø Şahin', APART]

onEachDatabase('whoever is called whatever', (database) => {
  let target: TestApp
  let ngo: SeededOrganization
  let admin: SeededPerson
  let cookie: string

  beforeAll(async () => {
    target = await startApp({ database })
    ngo = await seed(target).organization('Спілка Ґанок')
    admin = await ngo.person('Ada Biurowa', 'ADMIN')
    cookie = await signInAs(target, admin)
    for (const name of NAMES) await ngo.person(name)
  })
  afterAll(() => target.close())

  const found = async (search: string) =>
    (await gql<{ people: { name: string }[] }>(target, cookie, FIND, { search })).people.map(({ name }) => name)

  it.each(NAMES)('%s is found by their own name, as it is written, in capitals and in small letters', async (name) => {
    for (const search of [name, name.toUpperCase(), name.toLowerCase(), name.normalize('NFC'), name.normalize('NFD')]) {
      expect([search, await found(search)]).toEqual([search, [name]])
    }
  })

  it('and without what stands over the letters', async () => {
    expect(await found('nguyen thi')).toEqual(['Nguyễn Thị Lan'])
    expect(await found('agaoglu')).toEqual(['Ağaoğlu Deniz'])
    expect(await found('berzins janis')).toEqual(['Jānis Bērziņš'])
    expect(await found('swietoslawa zolc')).toEqual([APART])
  })

  it('can be named in a remark', async () => {
    const author = await ngo.person('Wanda Okienna')
    const { id } = await ngo.document(author, { text: 'Tekst' })
    const { document } = await gql<{ document: { mentionable: { people: { name: string }[] } } }>(
      target,
      await signInAs(target, author),
      NAMED,
      { id, search: 'КОВАЛЬ' },
    )
    expect(document.mentionable.people).toEqual([{ name: 'Андрій Коваль' }])
  })

  it('is found by a new name at once, and no more by the old one', async () => {
    const person = await ngo.person('Łucja Dawna')
    expect(await found('dawna')).toEqual(['Łucja Dawna'])
    await gql(target, await signInAs(target, person), RENAME, { name: 'Łucja Nồi' })
    expect([await found('noi'), await found('dawna')]).toEqual([['Łucja Nồi'], []])
  })

  it('is found from the first sign-in on', async () => {
    const email = 'renia.nowak@example.org'
    await gql(target, cookie, INVITE, { input: { email, organizationId: ngo.id, role: 'MEMBER' } })
    expect(await found('renia')).toEqual([])
    expect((await verify(target, await receiveToken(target, email))).status).toBe(200)
    expect(await found('RENIA')).toEqual(['renia.nowak'])
  })

  it('is no reason for a second organisation of that name', async () => {
    for (const name of ['СПІЛКА ҐАНОК', 'Спілка Ґанок'.normalize('NFD')]) {
      expect([name, (await ask(target, cookie, CREATE, { name })).codes]).toEqual([name, ['CONFLICT']])
    }
    expect((await ask(target, cookie, CREATE, { name: 'Hội Người Việt' })).codes).toEqual([])
    expect((await ask(target, cookie, CREATE, { name: 'HOI NGUOI VIET' })).codes).toEqual(['CONFLICT'])
  })
})
