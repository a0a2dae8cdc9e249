import type { Run } from './content.js';

/** The same words in both are plain; what only the old text has is `removed`, what only the new one has is `added`. */
export interface WordsApart {
  readonly before: Run[];
  readonly after: Run[];
}

/** Numbers and Latin words stay whole, kana of one kind stay together, kanji stand alone: changed words read naturally. */
const words = /[0-9０-９][0-9０-９,.，．]*|[A-Za-z]+|[\u3041-\u309f]+|[\u30a0-\u30ff]+|\s+|[^]/gu;

/** Longer texts are compared as a whole: the table of common words would take their lengths multiplied. */
const most = 1_500;

/** Marks what changed between two texts, word by word. */
export function wordsApart(before: string, after: string): WordsApart {
  if (before === after) return { before: runs([[before, false]], 'removed'), after: runs([[after, false]], 'added') };
  const old = before.match(words) ?? [];
  const now = after.match(words) ?? [];
  if (old.length > most || now.length > most) {
    return { before: runs([[before, true]], 'removed'), after: runs([[after, true]], 'added') };
  }
  const common = commonWords(old, now);
  return {
    before: runs(old.map((word, index) => [word, !common.old.has(index)]), 'removed'),
    after: runs(now.map((word, index) => [word, !common.now.has(index)]), 'added'),
  };
}

/** The longest common subsequence, as the places of its words in both texts. */
function commonWords(old: readonly string[], now: readonly string[]): { old: Set<number>; now: Set<number> } {
  const width = now.length + 1;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number): number => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] = old[row] === now[column]
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const found = { old: new Set<number>(), now: new Set<number>() };
  let row = 0;
  let column = 0;
  while (row < old.length && column < now.length) {
    if (old[row] === now[column]) {
      found.old.add(row++);
      found.now.add(column++);
    } else if (at(row + 1, column) >= at(row, column + 1)) row += 1;
    else column += 1;
  }
  return found;
}

function runs(pieces: readonly (readonly [string, boolean])[], mark: 'added' | 'removed'): Run[] {
  const joined: { text: string; marked: boolean }[] = [];
  for (const [text, marked] of pieces) {
    const last = joined.at(-1);
    if (last && last.marked === marked) last.text += text;
    else joined.push({ text, marked });
  }
  return joined.filter(({ text }) => text !== '').map(({ text, marked }) => (marked ? { text, mark } : { text }));
}
