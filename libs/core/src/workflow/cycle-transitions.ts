import type { Edge } from './proposal-transitions.js';

/** Where a cycle (年度見直し) can be, in order. */
export const cycleStates = ['preparing', 'collecting', 'reviewing', 'deliberating', 'finalized', 'published'] as const;
export type CycleState = (typeof cycleStates)[number];

/** What must hold for a cycle to move; each is the name of a pure function in `decide-cycle.ts`. */
export type CycleNeed =
  | 'everyIndicatorHasAnActiveOfficer'
  | 'deadlinesAreInOrder'
  | 'everyProposalSubmittedOrReasonGiven'
  | 'nothingLeftWithDepartments'
  | 'everyProposalDecided'
  | 'documentsOfSnapshotExist'
  | 'reasonIsGiven'
  | 'leadsBack';

interface CycleTransition {
  readonly from: readonly CycleState[];
  readonly to: readonly [CycleState, ...CycleState[]];
  readonly by: readonly ['coordinator'];
  readonly needs: readonly CycleNeed[];
}

/** The one table of how a cycle moves (design: domain, section 4). `reopen` leads from any later state to any earlier one. */
export const cycleTransitions = {
  open: { from: ['preparing'], to: ['collecting'], by: ['coordinator'], needs: ['everyIndicatorHasAnActiveOfficer', 'deadlinesAreInOrder'] },
  close: { from: ['collecting'], to: ['reviewing'], by: ['coordinator'], needs: ['everyProposalSubmittedOrReasonGiven'] },
  convene: { from: ['reviewing'], to: ['deliberating'], by: ['coordinator'], needs: ['nothingLeftWithDepartments'] },
  finalize: { from: ['deliberating'], to: ['finalized'], by: ['coordinator'], needs: ['everyProposalDecided'] },
  publish: { from: ['finalized'], to: ['published'], by: ['coordinator'], needs: ['documentsOfSnapshotExist'] },
  reopen: {
    from: ['collecting', 'reviewing', 'deliberating', 'finalized'],
    to: ['preparing', 'collecting', 'reviewing', 'deliberating'],
    by: ['coordinator'],
    needs: ['leadsBack', 'reasonIsGiven'],
  },
} as const satisfies Record<string, CycleTransition>;

export type CycleAction = keyof typeof cycleTransitions;
export const cycleActions = Object.keys(cycleTransitions) as readonly CycleAction[];

/** How far along a state is: 0 is preparing. */
export const stageOf = (state: CycleState): number => cycleStates.indexOf(state);

/** Every legal arrow of a cycle, in the order of the table. */
export function cycleEdges(): Edge<CycleState, CycleAction>[] {
  const edges: Edge<CycleState, CycleAction>[] = [{ from: null, action: 'begin', to: 'preparing' }];
  for (const action of cycleActions) {
    const transition: CycleTransition = cycleTransitions[action];
    for (const from of transition.from) {
      for (const to of transition.to) {
        if (action !== 'reopen' || stageOf(to) < stageOf(from)) edges.push({ from, action, to });
      }
    }
  }
  return edges;
}
