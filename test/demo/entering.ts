import type { Answers } from './answers.js';
import type { Visitor } from './client.js';
import type { Cycle, HistoryEntry, Proposal, Row } from './shapes.js';

/** The row as it is now. */
export const rowOf = async (visitor: Visitor, cycle: Cycle, name: string, project: string | null): Promise<Row> => {
  const rows = await visitor.all<Row>(`/cycles/${cycle.id}/sheet?q=${encodeURIComponent(name.slice(0, 60))}`);
  const found = rows.find((row) => row.indicator.name === name && row.indicator.project === project);
  if (!found) throw new Error(`見直しの表に「${name}」がありません。`);
  return found;
};

/** Enters the actual and the proposal, where they are not there yet, and gives the proposal as it is then. */
export async function enter(officer: Visitor, cycle: Cycle, row: Row, answers: Answers): Promise<Proposal> {
  const recorded = row.actuals.find(({ year }) => year === cycle.fiscalYear);
  if (recorded?.value.text !== answers.actual.text) {
    await officer.put(`/cycles/${cycle.id}/indicators/${row.indicator.id}/actuals/${cycle.fiscalYear}`, answers.actual, recorded?.version ?? 0);
  }
  return save(officer, row.proposal, answers.content);
}

/** Saves a proposal's content; what is there already is not written again. */
export async function save(officer: Visitor, proposal: Proposal, content: Answers['content']): Promise<Proposal> {
  const now = await officer.get<ProposalItem>(`/proposals/${proposal.id}`);
  await officer.put(`/proposals/${proposal.id}`, content, now.version);
  return officer.get<Proposal>(`/proposals/${proposal.id}`);
}

interface ProposalItem { readonly version: number }

/** Takes one action on the proposal as it is now. */
export async function act(visitor: Visitor, proposalId: string, event: string, comment?: string): Promise<void> {
  const now = await visitor.get<ProposalItem>(`/proposals/${proposalId}`);
  await visitor.post(`/proposals/${proposalId}/actions/${event}`, comment === undefined ? {} : { comment }, now.version);
}

/** Whether something has happened to a proposal in an earlier run of the demonstration. */
export async function happened(visitor: Visitor, proposalId: string, event: string): Promise<boolean> {
  const { items } = await visitor.get<{ items: readonly HistoryEntry[] }>(`/proposals/${proposalId}/history`);
  return items.some((entry) => entry.event === event && entry.to !== null);
}
