import type { DocumentRole, DocumentStage, MembershipRole } from '@app/prisma'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Abilities,
  abilitiesOf,
  can,
  type DocumentAccess,
  inheritedRight,
  isHeldBack,
  isManagedBy,
  type Rightholder,
  STAGE_CEILING,
} from './policy.ts'

const STAGES = Object.keys(STAGE_CEILING) as DocumentStage[]
const WRITABLE: DocumentStage[] = ['DRAFT', 'FORUM_DISCUSSION', 'CONSULTATION', 'FINALISATION']
const FROZEN: DocumentStage[] = ['ADOPTION', 'ADOPTED']
const SUBMITTED: DocumentStage[] = ['SUBMITTED', 'ANSWERED']
const NGO_ROLES: MembershipRole[] = ['MEMBER', 'DEPUTY', 'NGO_USER', 'CHAIR', 'COORDINATOR', 'ADMIN']
const CITY_ROLES: MembershipRole[] = ['STAFF', 'PLENIPOTENTIARY', 'BIP_EDITOR', 'ADMIN']
const DOCUMENT_ROLES: DocumentRole[] = ['READER', 'COMMENTER', 'PROPOSER', 'EDITOR']
const NOTHING: Abilities = {
  read: false,
  edit: false,
  propose: false,
  proposeByForm: false,
  enterProposals: false,
  comment: false,
  manage: false,
  rename: false,
}

function ngo(role: MembershipRole, organizationId = 'other'): Rightholder {
  return { userId: 'me', memberships: [{ organizationId, organizationKind: 'NGO', role }] }
}

function city(role: MembershipRole, organizationId = 'office'): Rightholder {
  return { userId: 'me', memberships: [{ organizationId, organizationKind: 'CITY', role }] }
}

function text(changes: Partial<DocumentAccess> = {}): DocumentAccess {
  return {
    documentId: 'd',
    kind: 'RECOMMENDATION',
    organizationId: 'lead',
    organizationKind: 'NGO',
    stage: 'DRAFT',
    archived: false,
    accessVersion: 0,
    epoch: 'e',
    awaitsRedaction: false,
    grants: [],
    ...changes,
  }
}

/** `rpecm` with the letters of what is refused left out: read, propose, edit, comment, manage. */
function shape({ read, propose, edit, comment, manage }: Abilities): string {
  return [read && 'r', propose && 'p', edit && 'e', comment && 'c', manage && 'm'].filter(Boolean).join('')
}

describe('the table of domain.md §3.2, for a recommendation nobody shared', () => {
  const expected: [string, Rightholder, string, string, string][] = [
    // Who, in writable stages, in adoption, after submission: a frozen text is talked about, not written.
    ['representative of the lead', ngo('MEMBER', 'lead'), 'rpecm', 'rcm', 'rcm'],
    ['deputy of the lead', ngo('DEPUTY', 'lead'), 'rpecm', 'rcm', 'rcm'],
    ['anybody else of the lead', ngo('NGO_USER', 'lead'), 'rpec', 'rc', 'rc'],
    ['administrator of the lead', ngo('ADMIN', 'lead'), '', '', ''],
    ['member of the Forum', ngo('MEMBER'), 'rpc', 'rc', 'rc'],
    ['deputy in the Forum', ngo('DEPUTY'), 'rpc', 'rc', 'rc'],
    ['chair', ngo('CHAIR'), 'rpc', 'rc', 'rc'],
    ['coordinator', ngo('COORDINATOR'), 'rpc', 'rc', 'rc'],
    ['person of an NGO', ngo('NGO_USER'), 'rc', 'rc', 'rc'],
    ['administrator', ngo('ADMIN'), '', '', ''],
    ['staff of the City', city('STAFF'), '', '', 'r'],
    ['plenipotentiary', city('PLENIPOTENTIARY'), '', '', 'r'],
    ['BIP editor', city('BIP_EDITOR'), '', '', 'r'],
    ['administrator in the City', city('ADMIN'), '', '', ''],
    ['nobody in particular', { userId: 'me', memberships: [] }, '', '', ''],
  ]

  it.each(expected)('%s', (_who, person, writable, adoption, submitted) => {
    for (const stage of WRITABLE) expect(shape(abilitiesOf(person, text({ stage })))).toBe(writable)
    for (const stage of FROZEN) expect(shape(abilitiesOf(person, text({ stage })))).toBe(adoption)
    for (const stage of SUBMITTED) expect(shape(abilitiesOf(person, text({ stage })))).toBe(submitted)
    const ended = { WITHDRAWN: adoption, CLOSED: submitted }
    for (const [stage, open] of Object.entries(ended) as [DocumentStage, string][]) {
      expect(shape(abilitiesOf(person, text({ stage })))).toBe(open.replace('c', ''))
    }
  })

  it('shows other kinds only to the lead and where shared', () => {
    expect(shape(abilitiesOf(ngo('MEMBER'), text({ kind: 'OTHER' })))).toBe('')
    expect(shape(abilitiesOf(ngo('MEMBER', 'lead'), text({ kind: 'OTHER' })))).toBe('rpecm')
    const shared = text({ kind: 'OTHER', grants: [{ organizationId: 'other', role: 'COMMENTER', manage: false }] })
    expect(shape(abilitiesOf(ngo('MEMBER'), shared))).toBe('rc')
  })

  it('keeps a draft of the City from the Forum until consultation', () => {
    const draft = text({ kind: 'PROGRAMME', organizationId: 'office', organizationKind: 'CITY' })
    expect(shape(abilitiesOf(ngo('MEMBER'), draft))).toBe('')
    expect(shape(abilitiesOf(ngo('MEMBER'), { ...draft, stage: 'CONSULTATION' }))).toBe('rpc')
    expect(shape(abilitiesOf(city('STAFF'), draft))).toBe('rpecm')
  })
})

describe('proposals without the editor', () => {
  const shared = (changes: Partial<DocumentAccess> = {}) =>
    text({ grants: [{ organizationId: 'office', role: 'COMMENTER', manage: false }], ...changes })
  const twoHats: Rightholder = {
    userId: 'me',
    memberships: [...city('STAFF').memberships, ...ngo('NGO_USER').memberships],
  }
  const expected: [string, Rightholder, boolean, boolean][] = [
    // Who, whether by form in their own name, whether for somebody else.
    ['representative of the lead', ngo('MEMBER', 'lead'), true, true],
    ['member of the Forum', ngo('MEMBER'), true, false],
    ['person of an NGO', ngo('NGO_USER'), true, false],
    ['staff of the City', city('STAFF'), false, true],
    ['plenipotentiary', city('PLENIPOTENTIARY'), false, true],
    ['BIP editor', city('BIP_EDITOR'), false, false],
    ['staff who sits in the Forum', twoHats, false, false],
    ['administrator', ngo('ADMIN'), false, false],
  ]

  it.each(expected)('%s', (_who, person, byForm, forOthers) => {
    const may = (access: DocumentAccess) => {
      const { proposeByForm, enterProposals } = abilitiesOf(person, access)
      return [proposeByForm, enterProposals]
    }
    for (const stage of WRITABLE) expect(may(shared({ stage }))).toEqual([byForm, forOthers])
    for (const stage of [...FROZEN, ...SUBMITTED]) expect(may(shared({ stage }))).toEqual([false, false])
    expect(may(shared({ archived: true }))).toEqual([false, false])
  })
})

const membership = fc.oneof(
  fc.record({
    organizationId: fc.constantFrom('lead', 'other'),
    organizationKind: fc.constant('NGO' as const),
    role: fc.constantFrom(...NGO_ROLES),
  }),
  fc.record({
    organizationId: fc.constantFrom('office', 'bureau'),
    organizationKind: fc.constant('CITY' as const),
    role: fc.constantFrom(...CITY_ROLES),
  }),
)
const person = fc.record({ userId: fc.constant('me'), memberships: fc.array(membership, { maxLength: 3 }) })
const grant = fc.record({
  userId: fc.constantFrom('me', 'somebody', null),
  organizationId: fc.constantFrom('lead', 'other', 'office'),
  role: fc.constantFrom(...DOCUMENT_ROLES),
  manage: fc.boolean(),
})
const access = fc.record({
  documentId: fc.constant('d'),
  kind: fc.constantFrom('RECOMMENDATION' as const, 'PROGRAMME' as const, 'OTHER' as const),
  lead: fc.constantFrom(
    { organizationId: 'lead', organizationKind: 'NGO' as const },
    { organizationId: 'office', organizationKind: 'CITY' as const },
  ),
  stage: fc.constantFrom(...STAGES),
  archived: fc.boolean(),
  accessVersion: fc.nat(),
  epoch: fc.constant('e'),
  awaitsRedaction: fc.constant(false),
  grants: fc.array(grant, { maxLength: 3 }),
})

const generated = fc.tuple(
  person,
  access.map(({ lead, ...rest }): DocumentAccess => ({ ...rest, ...lead })),
)

/** fast-check prints seed and path of a failure; a fixed seed keeps the run the same everywhere. */
const RUN = { seed: 20_261_016, numRuns: 5_000 }

describe('whoever, whatever, at any stage', () => {
  function holds(claim: (person: Rightholder, access: DocumentAccess, abilities: Abilities) => void): void {
    fc.assert(
      fc.property(generated, ([who, what]) => claim(who, what, abilitiesOf(who, what))),
      RUN,
    )
  }

  it('nobody reads a text in which words stand that were redacted; who else could is held back', () => {
    holds((who, what, { read }) => {
      const waiting = { ...what, awaitsRedaction: true }
      expect(abilitiesOf(who, waiting)).toEqual(NOTHING)
      expect([isHeldBack(who, waiting), isHeldBack(who, what)]).toEqual([read, false])
    })
  })

  it('each ability includes the smaller ones', () => {
    holds((_who, _what, { read, edit, propose, proposeByForm, enterProposals, comment, manage }) => {
      if (edit) expect([propose, enterProposals]).toEqual([true, true])
      if (propose) expect(proposeByForm).toBe(true)
      if (proposeByForm || enterProposals) expect(comment).toBe(true)
      if (comment || manage) expect(read).toBe(true)
    })
  })

  it('nobody writes an archived text, nor one from adoption on', () => {
    holds((_who, what, { edit, propose, proposeByForm, enterProposals }) => {
      if (!what.archived && WRITABLE.includes(what.stage)) return
      expect([edit, propose, proposeByForm, enterProposals]).toEqual([false, false, false, false])
    })
  })

  it('nobody talks in an archived text, nor in one that is closed or withdrawn', () => {
    holds((_who, what, { comment }) => {
      if (what.archived || what.stage === 'CLOSED' || what.stage === 'WITHDRAWN') expect(comment).toBe(false)
    })
  })

  it("the City's people never edit nor manage the Forum's text, whatever was shared with them", () => {
    holds((who, what, { edit, propose, manage }) => {
      const isCity = who.memberships.some(({ organizationKind }) => organizationKind === 'CITY')
      if (isCity && what.organizationKind === 'NGO') expect([edit, propose, manage]).toEqual([false, false, false])
    })
  })

  it('an administrator without a grant sees no text', () => {
    holds((who, what) => {
      const onlyAdmin = who.memberships.every(({ role }) => role === 'ADMIN')
      if (onlyAdmin) expect(abilitiesOf(who, { ...what, grants: [] })).toEqual(NOTHING)
    })
  })

  it('a grant never takes anything away', () => {
    holds((who, what, abilities) => {
      const before = abilitiesOf(who, { ...what, grants: [] })
      for (const ability of Object.keys(NOTHING) as (keyof Abilities)[]) {
        if (before[ability]) expect(abilities[ability]).toBe(true)
      }
    })
  })

  it('what others were given changes nothing', () => {
    holds((who, what, abilities) => {
      const foreign = { userId: 'somebody', organizationId: null, role: 'EDITOR', manage: true } as const
      expect(abilitiesOf(who, { ...what, grants: [...what.grants, foreign] })).toEqual(abilities)
    })
  })

  it('what its organisation inherits makes whoever may write the text there, and nobody else, manage it', () => {
    holds((who, what, abilities) => {
      const given = inheritedRight(what)
      const after = abilitiesOf(who, { ...what, grants: [...what.grants, given] })
      const isThere = who.memberships.some(({ organizationId }) => organizationId === what.organizationId)
      const writes = who.memberships.some(
        ({ organizationId, role }) => organizationId === what.organizationId && role !== 'ADMIN',
      )
      if (!isThere || !writes) expect(after).toEqual(abilities)
      else if (abilities.edit) expect(after.manage).toBe(true)
      expect(isManagedBy([who], { ...what, awaitsRedaction: true })).toBe(abilities.manage)
    })
  })

  it('acts that change rights need the right to manage, in the right state', () => {
    holds((who, what, { manage, edit, rename }) => {
      expect(can(who, 'share', what)).toBe(manage && !what.archived)
      expect(can(who, 'archive', what)).toBe(manage && !what.archived)
      expect(can(who, 'restore', what)).toBe(manage && what.archived)
      expect(rename).toBe(manage && WRITABLE.includes(what.stage) && !what.archived)
      expect(can(who, 'rename', what)).toBe(rename)
      expect(can(who, 'edit', what)).toBe(edit)
    })
  })

  it('nobody signed in may do nothing', () => {
    fc.assert(
      fc.property(generated, ([, what]) => {
        expect(abilitiesOf(null, what)).toEqual(NOTHING)
      }),
      RUN,
    )
  })
})
