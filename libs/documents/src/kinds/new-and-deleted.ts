import { cell, head, paragraph, valueCell, type Block } from '../content.js';
import type { Snapshot, SnapshotIndicator } from '../snapshot.js';
import { shortYear } from '../wording.js';
import { referenceCell } from './record.js';
import { actualText, actualYears, definitionOf, placedProjects, projectName } from './outline.js';

function ofState(snapshot: Snapshot, state: SnapshotIndicator['state']): { indicator: SnapshotIndicator; project: string }[] {
  return placedProjects(snapshot, (each) => each.state === state).flatMap(({ project, indicators }) =>
    indicators.map((indicator) => ({ indicator, project: projectName(project) })));
}

/** The added indicators with the reason for each, as the form lists them. */
export function newTable(snapshot: Snapshot): Block[] {
  const added = ofState(snapshot, 'added');
  if (added.length === 0) return [paragraph('新たに設ける指標はありません。')];
  return [{ kind: 'table', table: {
    caption: '新たに設ける指標', small: true,
    columns: [{ weight: 5 }, { weight: 20 }, { weight: 20 }, { weight: 11, measured: true }, { weight: 11, measured: true }, { weight: 36 }, { weight: 30 }],
    head: [['番号', '事業', '指標', '基準値', '目標値', '追加の理由', '目標値の設定（算出）根拠'].map((text) => head(text))],
    body: added.map(({ indicator, project }) => {
      const { name, baseline, target, basis } = definitionOf(indicator);
      return { cells: [
        referenceCell(indicator), cell(project), cell(name, { rowHead: true }),
        valueCell(yearly(baseline), { value: baseline.text }), valueCell(yearly(target), { value: target.text }),
        cell(indicator.rationale || '―'), cell(basis || '―'),
      ] };
    }),
  } }];
}

/** The deleted indicators with their last figures, the reason and what takes their place. */
export function deletedTable(snapshot: Snapshot): Block[] {
  const deleted = ofState(snapshot, 'deleted');
  if (deleted.length === 0) return [paragraph('削除する指標はありません。')];
  const years = actualYears(snapshot, 4);
  const byId = new Map(snapshot.indicators.map((each) => [each.id, each]));
  const successor = (id: string | null): string => {
    const next = id === null ? undefined : byId.get(id);
    return next ? `番号${next.reference} ${definitionOf(next).name}` : '後継なし';
  };
  return [{ kind: 'table', table: {
    caption: '削除する指標', small: true,
    columns: [{ weight: 5 }, { weight: 19 }, { weight: 20 }, { weight: 11, measured: true }, ...years.map(() => ({ weight: 9, measured: true })), { weight: 38 }, { weight: 16 }],
    head: [['番号', '事業', '指標', '目標値', ...years.map((year) => `${shortYear(year)}実績`), '削除の理由', '後継の指標'].map((text) => head(text))],
    body: deleted.map(({ indicator, project }) => {
      const { name, target } = definitionOf(indicator);
      return { cells: [
        referenceCell(indicator), cell(project), cell(name, { rowHead: true }),
        valueCell(yearly(target), { value: target.text }),
        ...years.map((year) => valueCell(actualText(indicator, year))),
        cell(indicator.rationale || '―'), cell(successor(indicator.successorId)),
      ] };
    }),
  } }];
}

/** A value with its fiscal year below it, where it has one. */
export function yearly({ text, year }: { readonly text: string; readonly year: number | null }): string {
  if (text === '') return '';
  return year === null ? text : `${text}\n（${shortYear(year)}）`;
}
