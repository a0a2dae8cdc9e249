import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readValue } from './read-value.js';

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
  const forms = readFileSync(path.join(__dirname, 'expectations.tsv'), 'utf8').split('\n').slice(1, -1).map((line) => (line.split('\t')[0] ?? '').replaceAll('\\n', '\n'));

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
      // The best of several: what else the machine does meanwhile is no property of the text.
      const taken = Array.from({ length: 7 }, () => {
        const from = performance.now();
        readValue(text);
        return performance.now() - from;
      });
      return Math.min(...taken);
    };
    for (const piece of ['1', '1,', '1.', '(', '(1', ')', '・1日平均:', '1億', '約', ' ', '1 ', 'あ', '1～', '+', 'm3', '1件 ', 'R', '年間', '、']) {
      time(piece.repeat(100));
      const [short, long] = [time(piece.repeat(290)), time(piece.repeat(29_000))];
      if (long > 100 * short + 20) throw new Error(`${JSON.stringify(piece)}: ${short.toFixed(2)} ms, then ${long.toFixed(2)} ms`);
    }
  });
});
