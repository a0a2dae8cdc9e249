import { shortFiscalYear } from '../fiscal-year/fiscal-year.js';
import { roundScale, scaleBetween } from './scale.js';

/**
 * The chart of one measure: what was reached, and the path to the target. Drawn once, the same on screen, in PDF and in
 * HTML; nothing here needs Node or a browser.
 */
export interface ChartInput {
  readonly title: string;
  /** Written at the top of the axis. */
  readonly unit: string;
  /** Years without a figure are gaps: null, never 0. Ordered by year. */
  readonly actuals: readonly ChartPoint[];
  readonly baseline: ChartPoint | null;
  readonly target: ChartPoint | null;
  /** The first year of a changed definition: the line is broken before it. */
  readonly breakYear: number | null;
}

export interface ChartPoint {
  readonly year: number;
  readonly value: number | null;
}

export interface ChartLook {
  readonly width: number;
  readonly height: number;
  /** CSS font-family. */
  readonly family: string;
}

const usual: ChartLook = { width: 320, height: 172, family: "'BIZ UDPGothic','Noto Sans JP','M PLUS 1p',sans-serif" };
const margin = { top: 34, right: 22, bottom: 24, left: 46 };
const colors = { actual: '#1d4e89', target: '#a13d00', grid: '#cbd2da', quiet: '#4a5568', ink: '#1b2a41' };

/** Draws the chart as one SVG element with its text alternative inside; '' where there is no figure to draw. */
export function chartSvg(input: ChartInput, look: Partial<ChartLook> = {}): string {
  const { width, height, family } = { ...usual, ...look };
  const field = layOut(input, width, height);
  if (!field) return '';
  const said = escape(chartAlternative(input));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}" font-family="${escape(family)}" font-size="10">` +
    `<title>${escape(input.title)}</title><desc>${said}</desc>` +
    frame(field, input) + breakMark(field, input) + targetPath(field, input) + baselineMark(field, input) + actualLine(field, input) + labels(field, input) + legend(field, input) +
    `</svg>`;
}

/** What the chart says, in a sentence for those who do not see it. */
export function chartAlternative({ title, unit, actuals, baseline, target, breakYear }: ChartInput): string {
  const point = ({ year, value }: ChartPoint): string => `${shortFiscalYear(year)} ${value === null ? '実績なし' : `${figure(value)}${unit}`}`;
  const said = [`${title}の推移。実績は ${actuals.map(point).join('、') || 'なし'}。`];
  if (baseline && baseline.value !== null) said.push(`基準値は ${point(baseline)}。`);
  if (target && target.value !== null) said.push(`目標値は ${point(target)}。`);
  if (breakYear !== null) said.push(`${shortFiscalYear(breakYear)}に定義が変わったため、線はその前で切れています。`);
  return said.join('');
}

interface Field {
  readonly width: number;
  readonly height: number;
  readonly years: readonly number[];
  readonly ticks: readonly number[];
  readonly x: (year: number) => number;
  readonly y: (value: number) => number;
}

function layOut(input: ChartInput, width: number, height: number): Field | null {
  const points = [input.baseline, ...input.actuals, input.target].filter((point) => point !== null);
  const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return null;
  const years = [...new Set(points.map(({ year }) => year))].sort((a, b) => a - b);
  const first = years[0] ?? 0;
  const last = years.at(-1) ?? first;
  const spare = first === last ? 1 : 0.35;
  const x = scaleBetween([first - spare, last + spare], [margin.left, width - margin.right]);
  const y = roundScale(domain(values), [height - margin.bottom, margin.top], 4);
  return { width, height, years, ticks: y.ticks, x: (year) => round(x(year)), y: (value) => round(y.place(value)) };
}

/** From zero, unless the figures lie so close together that nothing could be told apart. */
function domain(values: readonly number[]): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  if (least === most) return least === 0 ? [0, 1] : [Math.min(0, least), Math.max(0, most) * 1.15];
  const close = least > 0 && (most - least) / most < 0.25;
  const room = (most - least) * 0.18;
  return close ? [least - (most - least), most + room] : [Math.min(0, least - (least < 0 ? room : 0)), most + (most > 0 ? room : 0)];
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** A figure with separators and no more digits than it has; the same on every machine, whatever its language. */
export function figure(value: number): string {
  const [whole = '0', part] = String(Math.round(value * 1e6) / 1e6).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return part ? `${grouped}.${part}` : grouped;
}

function escape(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function text(at: { x: number; y: number }, words: string, more = ''): string {
  return `<text x="${round(at.x)}" y="${round(at.y)}" ${more}>${escape(words)}</text>`;
}

function frame({ ticks, x, y, width, height, years }: Field, { unit }: ChartInput): string {
  const grid = ticks.map((tick) =>
    `<path d="M${margin.left} ${y(tick)}H${width - margin.right}" stroke="${colors.grid}" stroke-width="0.6"/>` +
    text({ x: margin.left - 4, y: y(tick) + 3 }, short(tick), `text-anchor="end" font-size="8.5" fill="${colors.quiet}"`));
  const names = years.map((year) => text({ x: x(year), y: height - 9 }, shortFiscalYear(year), `text-anchor="middle" font-size="9" fill="${colors.ink}"`));
  return grid.join('') + names.join('') + (unit === '' ? '' : text({ x: 4, y: 26 }, `（${unit}）`, `font-size="8.5" fill="${colors.quiet}"`));
}

/** Ticks in 万 and 億 where they would not fit otherwise. */
function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e8) return `${figure(value / 1e8)}億`;
  if (size >= 1e5) return `${figure(value / 1e4)}万`;
  return figure(value);
}

function breakMark({ x, height, years }: Field, { breakYear }: ChartInput): string {
  if (breakYear === null || !years.some((year) => year < breakYear)) return '';
  const before = Math.max(...years.filter((year) => year < breakYear));
  const at = round((x(before) + x(Math.min(...years.filter((year) => year >= breakYear), breakYear))) / 2);
  return `<path d="M${at} ${margin.top - 4}V${height - margin.bottom}" stroke="${colors.quiet}" stroke-width="0.8" stroke-dasharray="1.5 2"/>` +
    text({ x: at, y: margin.top - 6 }, '定義変更', `text-anchor="middle" font-size="8" fill="${colors.quiet}"`);
}

function known(points: readonly ChartPoint[]): { year: number; value: number }[] {
  return points.flatMap(({ year, value }) => (value === null ? [] : [{ year, value }]));
}

/** From the last figure of the present definition to the target; the target alone where there is none. */
function targetPath({ x, y }: Field, { actuals, baseline, target, breakYear }: ChartInput): string {
  if (!target || target.value === null) return '';
  const from = known([...(baseline ? [baseline] : []), ...actuals])
    .filter(({ year }) => year < target.year && (breakYear === null || year >= breakYear))
    .sort((a, b) => a.year - b.year).at(-1);
  const [cx, cy] = [x(target.year), y(target.value)];
  const path = from ? `<path d="M${x(from.year)} ${y(from.value)}L${cx} ${cy}" fill="none" stroke="${colors.target}" stroke-width="1.4" stroke-dasharray="5 3"/>` : '';
  return `${path}<path d="M${cx} ${cy - 4.5}l4.5 4.5l-4.5 4.5l-4.5 -4.5z" fill="#fff" stroke="${colors.target}" stroke-width="1.6"/>`;
}

function baselineMark({ x, y }: Field, { baseline, actuals }: ChartInput): string {
  if (!baseline || baseline.value === null || hidden(baseline, actuals)) return '';
  const [cx, cy] = [x(baseline.year), y(baseline.value)];
  return `<path d="M${cx - 3.5} ${cy - 3.5}h7v7h-7z" fill="#fff" stroke="${colors.ink}" stroke-width="1.3"/>`;
}

/** A baseline that is also an actual of its year is drawn once, as the actual. */
function hidden(baseline: ChartPoint, actuals: readonly ChartPoint[]): boolean {
  return actuals.some(({ year, value }) => year === baseline.year && value !== null);
}

interface Label {
  readonly x: number;
  readonly y: number;
  readonly half: number;
}

/** The figures beside their points: each where it covers no other, above its point if that is free. */
function labels(field: Field, { baseline, actuals, target }: ChartInput): string {
  const taken: Label[] = [];
  const others = known([...(baseline && !hidden(baseline, actuals) ? [baseline] : []), ...actuals]).map((point) => ({ point, aimed: false }));
  const aims = known(target ? [target] : []).map((point) => ({ point, aimed: true }));
  return [...aims, ...others].map(({ point, aimed }) => {
    const words = short(point.value);
    const half = [...words].reduce((all, char) => all + (char > '~' ? 9 : char === ',' || char === '.' ? 3 : 6.2), 0) / 2 + 1;
    const x = Math.min(Math.max(field.x(point.year), margin.left + half), field.width - 2 - half);
    const y = field.y(point.value);
    const free = [-7, 14, -17, 24, -27].map((away) => y + away)
      .find((at) => at > margin.top - 4 && at < field.height - margin.bottom + 1 && !taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - at) < 10));
    const label = { x, y: free ?? y - 7, half };
    taken.push(label);
    return text(label, words, `text-anchor="middle" font-size="9" paint-order="stroke" stroke="#fff" stroke-width="2" ${aimed ? `font-weight="bold" fill="${colors.target}"` : `fill="${colors.ink}"`}`);
  }).join('');
}

/** The stretches of years that follow each other with a figure in each; one year alone is a point and no line. */
function runs(points: readonly ChartPoint[]): { year: number; value: number }[][] {
  const found: { year: number; value: number }[][] = [[]];
  for (const { year, value } of points) {
    if (value === null) found.push([]);
    else found.at(-1)?.push({ year, value });
  }
  return found.filter((run) => run.length > 1);
}

/** The line of actuals: a gap where a year has none, and where the definition changed. */
function actualLine({ x, y }: Field, { actuals, breakYear }: ChartInput): string {
  const pieces = breakYear === null ? [actuals] : [actuals.filter(({ year }) => year < breakYear), actuals.filter(({ year }) => year >= breakYear)];
  const paths = pieces.flatMap(runs).map((run) => `<path d="M${run.map(({ year, value }) => `${x(year)},${y(value)}`).join('L')}" fill="none" stroke="${colors.actual}" stroke-width="2"/>`);
  const dots = known(actuals).map(({ year, value }) => `<circle cx="${x(year)}" cy="${y(value)}" r="3" fill="${colors.actual}"/>`);
  return paths.join('') + dots.join('');
}

/** Told apart by shape as well as by colour. */
function legend({ width }: Field, { baseline, actuals, target }: ChartInput): string {
  const items = [
    ...(baseline && baseline.value !== null && !hidden(baseline, actuals) ? [{ mark: `<path d="M0 -3h6v6h-6z" fill="#fff" stroke="${colors.ink}"/>`, word: '基準値' }] : []),
    { mark: `<circle cx="3" cy="0" r="3" fill="${colors.actual}"/>`, word: '実績値' },
    ...(target && target.value !== null ? [{ mark: `<path d="M3 -4l4 4l-4 4l-4 -4z" fill="#fff" stroke="${colors.target}"/>`, word: '目標値' }] : []),
  ];
  const drawn = items.map(({ mark, word }, index) => `<g transform="translate(${index * 46} 0)">${mark}${text({ x: 10, y: 3 }, word, `font-size="8.5" fill="${colors.ink}"`)}</g>`);
  return `<g transform="translate(${width - margin.right - items.length * 46} 11)">${drawn.join('')}</g>`;
}
