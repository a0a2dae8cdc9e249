import { chartAlternative, chartSvg, isSameKind, isSamePeriod, isSameUnit, partnerOf, readValue, type ChartInput, type ChartPoint, type Measure, type Value } from '#core';
import type { Block, Figure } from '../content.js';
import type { Snapshot, SnapshotDefinition, SnapshotIndicator } from '../snapshot.js';
import { definitionOf } from './outline.js';

const size = { width: 320, height: 132 } as const;
const periods = { year: '/年', month: '/月', day: '/日' } as const;

/** A chart for each measure of each indicator that has a figure to draw, side by side; nothing where none has. */
export function trendFigures(snapshot: Snapshot, indicators: readonly SnapshotIndicator[], defined = definitionOf): Block[] {
  const figures = indicators.flatMap((indicator) => figuresOf(snapshot, indicator, defined(indicator)));
  return figures.length === 0 ? [] : [{ kind: 'figures', figures }];
}

function figuresOf(snapshot: Snapshot, indicator: SnapshotIndicator, definition: SnapshotDefinition): Figure[] {
  return chartsOf(snapshot, indicator, definition).flatMap((input): Figure[] => {
    // One point alone tells nothing that the table does not.
    const points = [input.baseline, ...input.actuals, input.target].filter((point) => point !== null && point.value !== null);
    const svg = points.length < 2 ? '' : chartSvg(input, size);
    return svg === '' ? [] : [{ ...size, svg, alternative: chartAlternative(input), caption: `${indicator.reference}　${input.title}` }];
  });
}

/**
 * What the charts of an indicator are drawn from: one for each measure of its target, or of its latest actual where it has
 * no target. A figure in another unit, or of another period, is no point of the same line.
 */
export function chartsOf(snapshot: Snapshot, indicator: SnapshotIndicator, { name, baseline, target }: SnapshotDefinition): ChartInput[] {
  const actuals = indicator.actuals.filter(({ municipality, year }) => municipality === null && year <= snapshot.cycle.fiscalYear)
    .map(({ year, text }) => ({ year, value: readValue(text) }));
  const aim = readValue(target.text);
  const lead = aim.measures.length > 0 ? aim : actuals.map(({ value }) => value).filter(({ measures }) => measures.length > 0).at(-1);
  const start = readValue(baseline.text);
  return (lead?.measures ?? []).map((measure) => {
    const point = (year: number, value: Value): ChartPoint => ({ year, value: lead ? numberIn(measure, lead, value) : null });
    return {
      title: measure.label === null ? name : `${name}（${measure.label}）`,
      unit: `${measure.unit ?? ''}${measure.per === null ? '' : periods[measure.per]}`,
      actuals: actuals.map(({ year, value }) => point(year, value)),
      baseline: baseline.year === null || start.measures.length === 0 ? null : point(baseline.year, start),
      target: aim.measures.length === 0 ? null : point(target.year ?? snapshot.plan.targetYear, aim),
      breakYear: indicator.seriesBreakYear,
    };
  });
}

function numberIn(measure: Measure, lead: Value, value: Value): number | null {
  const partner = value === lead ? measure : partnerOf(measure, lead, value);
  if (!partner || !isSameUnit(measure, partner) || !isSamePeriod(measure, partner) || !isSameKind(measure, partner)) return null;
  const number = Number(partner.number);
  return Number.isFinite(number) ? number : null;
}
