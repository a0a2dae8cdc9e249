import { Refused, type RefusalCode } from '../refused.js';
import type { Actor, RoleHeld } from './actor.js';
import { cycleEdges, cycleStates, type CycleAction, type CycleState } from './cycle-transitions.js';
import { decideCycle, offersOnCycle, type CycleFacts } from './decide-cycle.js';
import { decideProposal, offersOnProposal, objectionToEditing, type ProposalFacts } from './decide-proposal.js';
import { proposalActions, proposalEdges, proposalStates, type ProposalAction, type ProposalState } from './proposal-transitions.js';

/*
 * The rule book, typed by hand from the specification (domain, section 4) and never from the tables: who may do what, from
 * where, to where. A right is entered twice so that a slip in one place shows.
 */

const aPerson = (...roles: RoleHeld[]): Actor => ({ personId: 'me', name: '担当者', municipalityId: 'ina', roles, partnershipIds: ['p'], planIds: ['vision'] });
const people: Record<string, Actor> = {
  'officer of the owning department': aPerson({ role: 'officer', departmentId: 'owning' }),
  'officer of another department': aPerson({ role: 'officer', departmentId: 'other' }),
  'section head of the owning department': aPerson({ role: 'section_head', departmentId: 'owning' }),
  'coordinator of the plan': aPerson({ role: 'coordinator', planId: 'vision' }),
  'coordinator of another plan': aPerson({ role: 'coordinator', planId: 'strategy' }),
  'committee member': aPerson({ role: 'committee_member', municipalityId: 'ina' }),
  'committee member of a stranger': aPerson({ role: 'committee_member', municipalityId: 'elsewhere' }),
  viewer: aPerson({ role: 'viewer', planId: 'vision' }),
  administrator: aPerson({ role: 'administrator' }),
  nobody: aPerson(),
};

const aProposal = (given: Partial<ProposalFacts> = {}): ProposalFacts => ({
  id: 'proposal', name: '産業立地数', planId: 'vision', state: 'draft', version: 3, cycleState: 'deliberating', owningDepartmentIds: ['owning'], submittedBy: 'somebody',
  submittedDepartmentId: 'owning', exceptionHolds: true, endorsementAsked: false, endorsed: false, municipalityIds: ['ina', 'minowa', 'minamiminowa'],
  votes: [{ municipalityId: 'minowa', choice: 'object' }], missing: () => [], ...given,
});

const refusal = (act: () => unknown): RefusalCode | 'allowed' => {
  try {
    act();
    return 'allowed';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

const officer = 'officer of the owning department';
const coordinator = 'coordinator of the plan';
const member = 'committee member';
/** action | from | who | to: everything that is allowed, and nothing else is. */
const allowed: [ProposalAction, ProposalState, string, ProposalState][] = [
  ['submit', 'draft', officer, 'submitted'],
  ['submit', 'returned', officer, 'submitted'],
  ['withdraw', 'submitted', officer, 'draft'],
  ['accept', 'submitted', coordinator, 'accepted'],
  ['return', 'submitted', coordinator, 'returned'],
  ['return', 'accepted', coordinator, 'returned'],
  ['return', 'tabled', coordinator, 'returned'],
  ['table', 'accepted', coordinator, 'tabled'],
  ['approve', 'tabled', member, 'tabled'],
  ['object', 'tabled', member, 'tabled'],
  ['reject', 'tabled', coordinator, 'rejected'],
];

describe('a proposal', () => {
  test('moves for whom, from where and to where the rule book says, and for nobody else', () => {
    const seen: [ProposalAction, ProposalState, string, ProposalState][] = [];
    for (const action of proposalActions) {
      for (const state of proposalStates) {
        for (const [who, actor] of Object.entries(people)) {
          const proposal = aProposal({ state });
          try {
            seen.push([action, state, who, decideProposal(proposal, actor, { action, version: 3, comment: '理由' }).to]);
          } catch (error) {
            if (!(error instanceof Refused)) throw error;
          }
        }
      }
    }
    expect(seen.sort()).toEqual([...allowed].sort());
  });

  test('is offered exactly what would be accepted, for every state and person', () => {
    for (const state of proposalStates) {
      for (const endorsementAsked of [true, false]) {
        for (const [who, actor] of Object.entries(people)) {
          const proposal = aProposal({ state, endorsementAsked });
          const accepted = proposalActions.filter((action) => refusal(() => decideProposal(proposal, actor, { action, version: 3, comment: '理由' })) === 'allowed');
          expect([state, who, offersOnProposal(proposal, actor)]).toEqual([state, who, accepted]);
        }
      }
    }
  });

  test('is approved by the third approval, and not before', () => {
    const proposal = aProposal({ state: 'tabled', votes: [{ municipalityId: 'minowa', choice: 'approve' }] });
    const act = (votes: ProposalFacts['votes']): ProposalState => decideProposal({ ...proposal, votes }, people[member]!, { action: 'approve', version: 3 }).to;
    expect(act([])).toBe('tabled');
    expect(act([{ municipalityId: 'minowa', choice: 'approve' }])).toBe('tabled');
    expect(act([{ municipalityId: 'minowa', choice: 'approve' }, { municipalityId: 'minamiminowa', choice: 'approve' }])).toBe('approved');
  });

  test('is blocked by an objection whatever the others say', () => {
    const votes = [{ municipalityId: 'minowa', choice: 'approve' }, { municipalityId: 'minamiminowa', choice: 'object' }] as const;
    expect(decideProposal(aProposal({ state: 'tabled', votes }), people[member]!, { action: 'approve', version: 3 }).to).toBe('tabled');
  });

  test('takes one vote of a municipality in a round', () => {
    const proposal = aProposal({ state: 'tabled', votes: [{ municipalityId: 'ina', choice: 'approve' }] });
    expect(refusal(() => decideProposal(proposal, people[member]!, { action: 'approve', version: 3 }))).toBe('already_voted');
    expect(refusal(() => decideProposal(proposal, people[member]!, { action: 'object', version: 3, comment: 'やはり反対' }))).toBe('already_voted');
  });

  test('is never decided by the one who submitted it', () => {
    const both = aPerson({ role: 'coordinator', planId: 'vision' }, { role: 'officer', departmentId: 'owning' }, { role: 'committee_member', municipalityId: 'ina' });
    const own = (state: ProposalState): ProposalFacts => aProposal({ state, submittedBy: 'me' });
    expect(refusal(() => decideProposal(own('submitted'), both, { action: 'accept', version: 3 }))).toBe('not_allowed');
    expect(refusal(() => decideProposal(own('tabled'), both, { action: 'approve', version: 3 }))).toBe('not_allowed');
    expect(refusal(() => decideProposal(own('tabled'), both, { action: 'object', version: 3, comment: '異議' }))).toBe('not_allowed');
    expect(refusal(() => decideProposal(own('tabled'), both, { action: 'reject', version: 3, comment: '不採用' }))).toBe('not_allowed');
    expect(refusal(() => decideProposal(own('submitted'), both, { action: 'withdraw', version: 3 }))).toBe('allowed');
  });

  test('is submitted while the cycle collects, after a return, or under a dated exception', () => {
    const submit = (given: Partial<ProposalFacts>): RefusalCode | 'allowed' => refusal(() => decideProposal(aProposal(given), people[officer]!, { action: 'submit', version: 3 }));
    expect(submit({ state: 'draft', cycleState: 'collecting', exceptionHolds: false })).toBe('allowed');
    expect(submit({ state: 'draft', cycleState: 'reviewing', exceptionHolds: false })).toBe('wrong_state');
    expect(submit({ state: 'draft', cycleState: 'reviewing', exceptionHolds: true })).toBe('allowed');
    expect(submit({ state: 'returned', cycleState: 'deliberating', exceptionHolds: false })).toBe('allowed');
  });

  test('is withdrawn as long as it could be sent again: while the cycle collects, or under a dated exception', () => {
    const withdraw = (cycleState: CycleState, exceptionHolds: boolean): RefusalCode | 'allowed' => refusal(() => decideProposal(aProposal({ state: 'submitted', cycleState, exceptionHolds }), people[officer]!, { action: 'withdraw', version: 3 }));
    expect([withdraw('collecting', false), withdraw('reviewing', true), withdraw('deliberating', true)]).toEqual(['allowed', 'allowed', 'allowed']);
    for (const later of ['reviewing', 'deliberating', 'finalized'] as const) expect([later, withdraw(later, false)]).toEqual([later, 'wrong_state']);
    expect(offersOnProposal(aProposal({ state: 'submitted', cycleState: 'reviewing', exceptionHolds: false }), people[officer]!)).toEqual([]);
  });

  test('is submitted only when nothing is missing, and says what is', () => {
    const missing = [{ pointer: '/basis', code: 'basis_missing', message: '根拠を入力してください。' }];
    const incomplete = aProposal({ cycleState: 'collecting', missing: () => missing });
    expect(() => decideProposal(incomplete, people[officer]!, { action: 'submit', version: 3 })).toThrow(expect.objectContaining({ code: 'incomplete', more: { errors: missing } }));
    expect(offersOnProposal(incomplete, people[officer]!)).toEqual([]);
  });

  test('asks for a comment on a return, an objection and a rejection', () => {
    const without = (action: ProposalAction, who: string): RefusalCode | 'allowed' => refusal(() => decideProposal(aProposal({ state: 'tabled' }), people[who]!, { action, version: 3, comment: '  ' }));
    expect([without('return', coordinator), without('object', member), without('reject', coordinator)]).toEqual(['invalid', 'invalid', 'invalid']);
  });

  test('is rejected only after an objection in this round', () => {
    expect(refusal(() => decideProposal(aProposal({ state: 'tabled', votes: [] }), people[coordinator]!, { action: 'reject', version: 3, comment: '不採用' }))).toBe('wrong_state');
  });

  test('is tabled only while the committee deliberates', () => {
    const table = (cycleState: CycleState): RefusalCode | 'allowed' => refusal(() => decideProposal(aProposal({ state: 'accepted', cycleState }), people[coordinator]!, { action: 'table', version: 3 }));
    expect(cycleStates.map(table)).toEqual(['wrong_state', 'wrong_state', 'wrong_state', 'allowed', 'wrong_state', 'wrong_state']);
  });

  test('refuses a stale version with 412 while the act is still possible, and says 409 when it no longer is', () => {
    expect(refusal(() => decideProposal(aProposal({ state: 'submitted' }), people[coordinator]!, { action: 'accept', version: 2 }))).toBe('stale');
    expect(refusal(() => decideProposal(aProposal({ state: 'accepted' }), people[coordinator]!, { action: 'accept', version: 2 }))).toBe('wrong_state');
  });

  test('waits for the section head only where the plan asks for it', () => {
    const head = people['section head of the owning department']!;
    const asked = aProposal({ cycleState: 'collecting', endorsementAsked: true });
    expect(offersOnProposal(asked, head)).toEqual(['endorse']);
    expect(offersOnProposal(asked, people[officer]!)).toEqual([]);
    expect(offersOnProposal({ ...asked, endorsed: true }, people[officer]!)).toEqual(['submit']);
    expect(decideProposal(asked, head, { action: 'endorse', version: 3 }).to).toBe('draft');
  });

  test('is edited by its officers and, for them, by the coordinator, while it is a draft or returned', () => {
    const editors = (state: ProposalState): string[] => Object.keys(people).filter((who) => objectionToEditing(aProposal({ state }), people[who]!) === null);
    for (const state of proposalStates) {
      expect([state, editors(state)]).toEqual([state, state === 'draft' || state === 'returned' ? [officer, coordinator] : []]);
    }
  });

  test('has these arrows and no others', () => {
    expect(proposalEdges().map(({ from, action, to }) => `${from ?? ''} ${action} ${to}`)).toEqual([
      ' begin draft', 'draft endorse draft', 'returned endorse returned', 'draft submit submitted', 'returned submit submitted', 'submitted withdraw draft',
      'submitted accept accepted', 'submitted return returned', 'accepted return returned', 'tabled return returned', 'accepted table tabled',
      'tabled approve tabled', 'tabled approve approved', 'tabled object tabled', 'tabled reject rejected',
    ]);
  });
});

const aCycle = (given: Partial<CycleFacts> = {}): CycleFacts => ({
  id: 'cycle', name: '共生ビジョン（令和6年度）', planId: 'vision', state: 'preparing', version: 2, deadlines: { submission: '2026-12-04', review: '2026-12-25', vote: '2027-01-15' },
  unattended: [], proposalCounts: { draft: 0, submitted: 0, returned: 0, accepted: 0, tabled: 0, approved: 20, rejected: 0 }, notSubmitted: [], documentsExist: true, ...given,
});

describe('a cycle', () => {
  const act = (cycle: CycleFacts, action: CycleAction, more: { reason?: string; to?: CycleState } = {}, who = coordinator): string => {
    const result = refusal(() => decideCycle(cycle, people[who]!, { action, version: 2, ...more }));
    return result === 'allowed' ? decideCycle(cycle, people[who]!, { action, version: 2, ...more }).to : result;
  };

  test('moves from state to state as the rule book says', () => {
    const table = cycleStates.map((state) => (['open', 'close', 'convene', 'finalize', 'publish'] as const).map((action) => act(aCycle({ state }), action)));
    const no = 'wrong_state';
    expect(table).toEqual([
      ['collecting', no, no, no, no],
      [no, 'reviewing', no, no, no],
      [no, no, 'deliberating', no, no],
      [no, no, no, 'finalized', no],
      [no, no, no, no, 'published'],
      [no, no, no, no, no],
    ]);
  });

  test('is moved by its coordinator alone', () => {
    for (const who of Object.keys(people)) expect([who, act(aCycle(), 'open', {}, who)]).toEqual([who, who === coordinator ? 'collecting' : 'not_allowed']);
  });

  test('opens when every indicator has an officer and the deadlines are in order', () => {
    expect(act(aCycle({ unattended: ['産業立地数'] }), 'open')).toBe('incomplete');
    expect(act(aCycle({ deadlines: { submission: null, review: '2026-12-25', vote: '2027-01-15' } }), 'open')).toBe('incomplete');
    expect(act(aCycle({ deadlines: { submission: '2026-12-26', review: '2026-12-25', vote: '2027-01-15' } }), 'open')).toBe('incomplete');
    expect(act(aCycle({ deadlines: { submission: '2026-12-25', review: '2026-12-25', vote: '2026-12-25' } }), 'open')).toBe('collecting');
  });

  test('closes when everything is submitted, or with a reason that lists what is not', () => {
    const late = aCycle({ state: 'collecting', notSubmitted: ['産業立地数'] });
    expect(act(late, 'close')).toBe('incomplete');
    expect(decideCycle(late, people[coordinator]!, { action: 'close', version: 2, reason: '期限を過ぎたため' }).missing).toEqual(['産業立地数']);
  });

  test('is convened with nothing left at the departments, finalized with everything decided, published with its documents', () => {
    const counts = aCycle().proposalCounts;
    for (const state of ['draft', 'submitted', 'returned'] as const) expect(act(aCycle({ state: 'reviewing', proposalCounts: { ...counts, [state]: 1 } }), 'convene')).toBe('wrong_state');
    expect(act(aCycle({ state: 'reviewing', proposalCounts: { ...counts, accepted: 4 } }), 'convene')).toBe('deliberating');
    for (const state of ['accepted', 'tabled', 'returned'] as const) expect(act(aCycle({ state: 'deliberating', proposalCounts: { ...counts, [state]: 1 } }), 'finalize')).toBe('wrong_state');
    expect(act(aCycle({ state: 'finalized', documentsExist: false }), 'publish')).toBe('wrong_state');
  });

  test('is reopened to an earlier state with a reason, and never after its publication', () => {
    expect(act(aCycle({ state: 'deliberating' }), 'reopen')).toBe('invalid');
    expect(act(aCycle({ state: 'deliberating' }), 'reopen', { reason: '資料の誤り' })).toBe('reviewing');
    expect(act(aCycle({ state: 'finalized' }), 'reopen', { reason: '資料の誤り', to: 'collecting' })).toBe('collecting');
    expect(act(aCycle({ state: 'collecting' }), 'reopen', { reason: '資料の誤り', to: 'deliberating' })).toBe('invalid');
    expect(act(aCycle({ state: 'published' }), 'reopen', { reason: '資料の誤り', to: 'collecting' })).toBe('wrong_state');
    expect(act(aCycle({ state: 'preparing' }), 'reopen', { reason: '資料の誤り' })).toBe('wrong_state');
  });

  test('offers what its coordinator could do now', () => {
    expect(cycleStates.map((state) => offersOnCycle(aCycle({ state }), people[coordinator]!))).toEqual([
      ['open'], ['close', 'reopen'], ['convene', 'reopen'], ['finalize', 'reopen'], ['publish', 'reopen'], [],
    ]);
  });

  test('has these arrows and no others', () => {
    expect(cycleEdges().map(({ from, action, to }) => `${from ?? ''} ${action} ${to}`)).toEqual([
      ' begin preparing', 'preparing open collecting', 'collecting close reviewing', 'reviewing convene deliberating', 'deliberating finalize finalized', 'finalized publish published',
      'collecting reopen preparing', 'reviewing reopen preparing', 'reviewing reopen collecting', 'deliberating reopen preparing', 'deliberating reopen collecting',
      'deliberating reopen reviewing', 'finalized reopen preparing', 'finalized reopen collecting', 'finalized reopen reviewing', 'finalized reopen deliberating',
    ]);
  });
});
