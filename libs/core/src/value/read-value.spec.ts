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

describe('whatever is typed', () => {
  /** A small generator with a fixed seed: the same texts in every run. */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }
  const signs = [...'0123456789,.:：/／%％()（）～〜~-−△▲+＋約年月日人件円億万千百兆以上下未満増減平均R元令和平成度 　\n\t・、。𠮷㎥㌔①Ⅲ\u0301\ud800a'];
  const forms = [...table('expectations.tsv').keys()];

  it('never throws, and is kept to the letter: 100,000 random and mutated texts', () => {
    const next = random(20260401);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
    for (let time = 0; time < 100_000; time += 1) {
      let text = time % 2 === 0 ? pick(forms) : '';
      const changes = 1 + Math.floor(next() * 6);
      for (let change = 0; change < changes; change += 1) {
        const at = Math.floor(next() * (text.length + 1));
        text = next() < 0.3 ? text.slice(0, at) + text.slice(at + 1) : text.slice(0, at) + pick(signs) + text.slice(at);
      }
      const value = readValue(text);
      if (value.text !== text) throw new Error(`changed: ${JSON.stringify(text)}`);
      if (value.status === 'understood' && (value.measures.length === 0 || value.measures.some(({ number }) => !/^-?\d+(\.\d+)?$/.test(number)))) throw new Error(`no number: ${JSON.stringify(text)}`);
      if (value.status === 'missing' && !value.missing) throw new Error(`missing what: ${JSON.stringify(text)}`);
    }
  });

  it('takes no more than linear time, however hostile', () => {
    const time = (text: string): number => {
      const from = performance.now();
      for (let again = 0; again < 5; again += 1) readValue(text);
      return performance.now() - from;
    };
    for (const piece of ['1', '1,', '1.', '(', '(1', ')', '・1日平均:', '1億', '約', ' ', '1 ', 'あ', '1～', '+', 'm3', '1件 ', 'R', '年間', '、']) {
      time(piece.repeat(100));
      const [short, long] = [time(piece.repeat(290)), time(piece.repeat(29_000))];
      if (long > 100 * short + 50) throw new Error(`${JSON.stringify(piece)}: ${short.toFixed(2)} ms, then ${long.toFixed(2)} ms`);
    }
  });
});
