import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readValue } from './read-value.js';
import type { Measure, Value } from './value.js';

type Line = Record<string, string>;

/** The lines of a table, those of one value together. */
function table(name: string): Map<string, Line[]> {
  const [header = '', ...lines] = readFileSync(path.join(__dirname, name), 'utf8').replace(/\n$/, '').split('\n');
  const columns = header.split('\t');
  const values = new Map<string, Line[]>();
  for (const line of lines) {
    const cells = line.split('\t').map((cell) => cell.replaceAll('\\n', '\n'));
    const record = Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
    values.set(cells[0] ?? '', [...(values.get(cells[0] ?? '') ?? []), record]);
  }
  return values;
}

const missing = { no_record: '実績なし', not_yet: '未集計', not_applicable: '該当なし', blank: '空欄' } as const;
const periods = { year: '年', month: '月', day: '日' } as const;
const comparisons = { at_least: '以上', at_most: '以下', less_than: '未満', more_than: '超' } as const;

function more({ upper, comparison, approximate, increment, base }: Measure): string {
  return [approximate ? '約' : '', increment ? '増分' : '', upper === undefined ? '' : `上限 ${upper}`, comparison ? comparisons[comparison] : '', base ? `人口 ${base}` : ''].filter((one) => one !== '').join('、');
}

/** What was read, in the words of the table. */
function inWords(value: Value): Line[] {
  const state = value.status === 'missing' ? missing[value.missing!] : value.status === 'understood' ? '理解' : '読めない';
  const common = { 値: value.text, 状態: state, 年度: value.year === undefined ? '' : String(value.year), 注記: value.note ?? '' };
  const nothing = { ラベル: '', 数: '', 単位: '', 期間: '', ほか: '' };
  if (value.measures.length === 0) return [{ ...common, ...nothing }];
  return value.measures.map((measure) => ({ ...common, ラベル: measure.label ?? '', 数: measure.number, 単位: measure.unit ?? '', 期間: measure.per ? periods[measure.per] : '', ほか: more(measure) }));
}

describe('every value on the two forms', () => {
  const forms = table('expectations.tsv');
  it('is 270 texts', () => expect(forms.size).toBe(270));
  it.each([...forms])('%j', (text, lines) => {
    expect(inWords(readValue(text))).toEqual(lines.map((line) => ({ ...line, ほか: '' })));
  });
});

describe('values as other offices write them', () => {
  it.each([...table('expectations-elsewhere.tsv')])('%j', (text, lines) => {
    const read = inWords(readValue(text));
    // Of what is not understood only that counts: whatever note was found in it means nothing.
    expect(lines[0]!['状態'] === '読めない' ? read.map((line) => line['状態']) : read).toEqual(lines[0]!['状態'] === '読めない' ? ['読めない'] : lines);
  });
  it('says of what it cannot read why, in a sentence', () => {
    expect(readValue('10人→20人').reason).toBe('「10人→20人」の数と単位を読み取れません。「100件/年」のように、数と単位で入力してください。');
    expect(readValue('増加').reason).toBe('「増加」は数値ではない目標です。数との比較や計算はしません。');
  });
});
