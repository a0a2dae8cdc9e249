import { scaleLinear } from 'd3-scale';
import { textWidth } from './widths.js';

/** How far the indicators of a section have come: one bar each, against the marks of 80 % and of the target itself. */
export interface AchievementChart {
  readonly title: string;
  readonly bars: readonly AchievementBar[];
}

export interface AchievementBar {
  readonly label: string;
  /** Null where nothing can be compared: no bar, and the word says why. */
  readonly percent: number | null;
  /** The word of the grade, written beside the bar: colour alone says nothing. */
  readonly grade: string;
  /** Its place on the scale, 0 the best: what the bar is coloured by. */
  readonly rank: number;
}

const width = 680;
const rowHeight = 18;
const left = 268;
const right = 132;
const top = 26;
const family = "'BIZ UDPGothic','Noto Sans JP','M PLUS 1p',sans-serif";
const ink = '#1b2a41';
const colors = ['#1d4e89', '#5b8fc7', '#a13d00'];
const otherwise = '#4a5568';

/** Draws the bars as one SVG element with its text alternative inside; '' where there is no indicator. */
export function achievementSvg(chart: AchievementChart): { svg: string; width: number; height: number } | null {
  if (chart.bars.length === 0) return null;
  const most = Math.max(100, ...chart.bars.map(({ percent }) => Math.min(percent ?? 0, 150)));
  const x = scaleLinear([0, most], [left, width - right]);
  const height = top + chart.bars.length * rowHeight + 8;
  const bottom = height - 6;
  const marks = [0, 80, 100].map((percent) =>
    `<path d="M${round(x(percent))} ${top - 4}V${bottom}" stroke="${percent === 100 ? ink : '#7b8794'}" stroke-width="${percent === 100 ? 1 : 0.6}"${percent === 80 ? ' stroke-dasharray="3 2"' : ''}/>` +
    text(x(percent), top - 8, percent === 100 ? '目標 100%' : `${percent}%`, `text-anchor="${percent === 100 ? 'start' : percent === 80 ? 'end' : 'middle'}" font-size="8.5" fill="#4a5568"`));
  const said = escape(achievementAlternative(chart));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${said}" font-family="${escape(family)}" font-size="9.5">` +
    `<title>${escape(chart.title)}</title><desc>${said}</desc>${chart.bars.map((bar, index) => barSvg(bar, index, x)).join('')}${marks.join('')}</svg>`;
  return { svg, width, height };
}

/** What the bars say, in a sentence for those who do not see them. */
export function achievementAlternative({ title, bars }: AchievementChart): string {
  return `${title}の達成率。${bars.map(({ label, percent, grade }) => `${label} ${percent === null ? grade : `${percent}% ${grade}`}`).join('、')}。`;
}

function barSvg({ label, percent, grade, rank }: AchievementBar, index: number, x: (value: number) => number): string {
  const middle = top + index * rowHeight + rowHeight / 2;
  const name = text(left - 8, middle + 3.4, shortened(label, (left - 16) / 9.5), `text-anchor="end" fill="${ink}"`);
  if (percent === null) return name + text(left + 6, middle + 3.4, grade, 'fill="#4a5568"');
  const shown = Math.max(0, Math.min(percent, 150));
  const end = round(x(shown));
  const bar = `<path d="M${left} ${middle - 5.5}H${end}V${middle + 5.5}H${left}z" fill="${colors[rank] ?? otherwise}"/>`;
  // A bar that goes on beyond the chart ends in an arrow.
  const beyond = percent > 150 ? `<path d="M${end} ${middle - 5.5}l7 5.5l-7 5.5z" fill="${colors[rank] ?? otherwise}"/>` : '';
  return name + bar + beyond + text(Math.max(end, round(x(100))) + 11, middle + 3.4, `${percent}%　${grade}`, `fill="${ink}"`);
}

/** As much of a name as fits, in em; its number and the table below tell the whole. */
function shortened(label: string, room: number): string {
  if (textWidth(label) <= room) return label;
  let kept = '';
  for (const char of label) {
    if (textWidth(`${kept}${char}…`) > room) return `${kept}…`;
    kept += char;
  }
  return kept;
}

const round = (value: number): number => Math.round(value * 100) / 100;

function text(x: number, y: number, words: string, more: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${more}>${escape(words)}</text>`;
}

function escape(words: string): string {
  return words.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
