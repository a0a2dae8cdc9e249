/** Where a proposal (見直し案) can be. */
export const proposalStates = ['draft', 'submitted', 'returned', 'accepted', 'tabled', 'approved', 'rejected'] as const;
export type ProposalState = (typeof proposalStates)[number];

/** Who may take an action on a proposal; `decide` answers each for an actor and a proposal. */
export type ProposalPeople =
  | 'officerOfOwningDepartment'
  | 'officerOfSubmittingDepartment'
  | 'sectionHeadOfOwningDepartment'
  | 'coordinator'
  | 'committeeMember';

/** What must hold; each is the name of a pure function in `decide-proposal.ts`. */
export type ProposalNeed =
  | 'submissionIsOpen'
  | 'mayBeSentAgain'
  | 'endorsedWhereAsked'
  | 'endorsementIsAsked'
  | 'notYetEndorsed'
  | 'complete'
  | 'notTheirOwnSubmission'
  | 'cycleIsDeliberating'
  | 'municipalityHasNotVoted'
  | 'someoneObjected'
  | 'commentIsGiven';

interface ProposalTransition {
  readonly from: readonly ProposalState[];
  /** `tabled` may become `approved` by the last approval: then both arrows are legal, and the facts choose. */
  readonly to: readonly [ProposalState, ...ProposalState[]];
  readonly by: readonly ProposalPeople[];
  readonly needs: readonly ProposalNeed[];
}

/**
 * The one table of how a proposal moves (design: domain, section 4). From it come the server's check, the `actions` of the
 * API, the arrows that PostgreSQL accepts, and the pages in `docs/`. Rights are entered a second time, by hand, in
 * `rule-book.spec.ts`.
 */
export const proposalTransitions = {
  endorse: { from: ['draft', 'returned'], to: ['draft', 'returned'], by: ['sectionHeadOfOwningDepartment'], needs: ['endorsementIsAsked', 'submissionIsOpen', 'notYetEndorsed', 'complete'] },
  submit: { from: ['draft', 'returned'], to: ['submitted'], by: ['officerOfOwningDepartment'], needs: ['submissionIsOpen', 'endorsedWhereAsked', 'complete'] },
  withdraw: { from: ['submitted'], to: ['draft'], by: ['officerOfSubmittingDepartment'], needs: ['mayBeSentAgain'] },
  accept: { from: ['submitted'], to: ['accepted'], by: ['coordinator'], needs: ['notTheirOwnSubmission'] },
  return: { from: ['submitted', 'accepted', 'tabled'], to: ['returned'], by: ['coordinator'], needs: ['commentIsGiven'] },
  table: { from: ['accepted'], to: ['tabled'], by: ['coordinator'], needs: ['cycleIsDeliberating'] },
  approve: { from: ['tabled'], to: ['tabled', 'approved'], by: ['committeeMember'], needs: ['notTheirOwnSubmission', 'municipalityHasNotVoted'] },
  object: { from: ['tabled'], to: ['tabled'], by: ['committeeMember'], needs: ['notTheirOwnSubmission', 'municipalityHasNotVoted', 'commentIsGiven'] },
  reject: { from: ['tabled'], to: ['rejected'], by: ['coordinator'], needs: ['notTheirOwnSubmission', 'someoneObjected', 'commentIsGiven'] },
} as const satisfies Record<string, ProposalTransition>;

export type ProposalAction = keyof typeof proposalTransitions;
export const proposalActions = Object.keys(proposalTransitions) as readonly ProposalAction[];

/** An arrow that PostgreSQL accepts: one row of `proposal_edge`. `begin` is how a proposal comes to be. */
export interface Edge<State extends string, Action extends string> {
  readonly from: State | null;
  readonly action: Action | 'begin';
  readonly to: State;
}

/** Every legal arrow of a proposal, in the order of the table. */
export function proposalEdges(): Edge<ProposalState, ProposalAction>[] {
  const edges: Edge<ProposalState, ProposalAction>[] = [{ from: null, action: 'begin', to: 'draft' }];
  for (const action of proposalActions) {
    const transition: ProposalTransition = proposalTransitions[action];
    for (const from of transition.from) {
      // An endorsement stays where it is; every other action leads to each of its ends.
      const ends = action === 'endorse' ? [from] : transition.to;
      for (const to of ends) edges.push({ from, action, to });
    }
  }
  return edges;
}
