import type { Entry, ReviewRow, StrategyForm } from '#sheets';
import type { RowFacts } from '#views';
import { keyOf, type FieldTexts } from './fields.js';

const nothing = (cell: string): Entry => ({ text: '', cell });

/**
 * The strategy form as rows of the review: one for each KPI, which says its target and nothing else of the review. A target that is in
 * force changes nothing; another one is proposed.
 * @param known what the plan holds: a KPI that it does not hold is a new one
 */
export function rowsOfStrategy(form: StrategyForm, known: readonly RowFacts[]): ReviewRow[] {
  const names = new Set(known.filter(({ indicator }) => indicator.id !== null).map(({ indicator }) => `${indicator.name} ${indicator.project ?? ''}`));
  return form.projects.flatMap((project) => project.indicators.map((indicator): ReviewRow => {
    const at = indicator.name.cell;
    const isKnown = names.has(`${indicator.name.text} ${project.name}`) || known.some((facts) => facts.indicator.id !== null && facts.indicator.name === indicator.name.text);
    return {
      sheet: project.sheet, row: project.row, sections: project.sections.filter((text) => text !== ''), project: project.name, name: indicator.name, baseline: indicator.baseline, target: { ...nothing(at), year: null },
      actuals: [], decision: isKnown ? null : 'add', rationale: nothing(at), newTarget: indicator.target, basis: nothing(at), source: nothing(at), discrepancyReason: nothing(at), newName: nothing(at),
      departments: { text: project.departments.join('\n'), cell: at }, key: nothing(at), exportNumber: nothing(at), columns: indicator.target.text === '' ? ['name'] : ['name', 'newTarget'],
    };
  }));
}

/** Of a strategy form a target that is the one in force proposes nothing: that is what stood in it when it was last written. */
export function strategyInForce(known: readonly RowFacts[]): { facts: RowFacts[]; exported: Record<string, FieldTexts> } {
  const untouched = (facts: RowFacts): boolean => facts.proposal !== null && facts.proposal.targetText === '';
  return {
    facts: known.map((facts) => (facts.proposal && untouched(facts) ? { ...facts, proposal: { ...facts.proposal, targetText: facts.target.text } } : facts)),
    exported: Object.fromEntries(known.map((facts) => [keyOf(facts), untouched(facts) ? { newTarget: facts.target.text.trim() } : {}])),
  };
}
