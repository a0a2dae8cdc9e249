import { measureOf, rateBase } from './measure.js';
import type { Missing, Value } from './value.js';

const longest = 300;
const noValue: readonly (readonly [RegExp, Missing])[] = [
  [/^(?:実績(?:値)?(?:なし|無し)|なし|無し|記録なし|データなし|[-‐‑–—―─ー−]+%?)$/, 'no_record'],
  [/^(?:未集計|集計中|未確定|調査中|算定中|集計前|未調査|未公表)$/, 'not_yet'],
  [/^(?:該当なし|該当無し|非該当|対象外|対象なし|適用外)$/, 'not_applicable'],
];
const qualitative = /^(?:増加|減少|維持|現状維持|向上|改善|低下|策定|設置|実施|現状値?(?:以上|以下|より増加|より減少)?|基準値?(?:以上|以下)|増加傾向へ?|減少傾向へ?|全国\d+位|検討|完了|導入)$/;

/** 令和6年度, R6, 令和元, H30, 2024年度 as the Gregorian fiscal year; null for anything else. */
function yearOf(text: string): number | null {
  const era = /^(?:(令和|R)|(平成|H))(元|\d{1,2})(?:年度?)?(?:末|時点|現在|実績)?$/i.exec(text);
  if (era) return (era[1] ? 2018 : 1988) + (era[3] === '元' ? 1 : Number(era[3]));
  const gregorian = /^(20\d{2}|19\d{2})(?:年度?)?(?:末|時点|現在|実績)?$/.exec(text);
  return gregorian ? Number(gregorian[1]) : null;
}

/** A footnote mark at the end, with its remark: 5人※, 120人※1, 未集計※7月に確定. A figure behind it may be another measure. */
const footnote = /※(?:\d{0,2}|(?:\d{1,2})?\s*[^\d\s][^]*)$/;

/** 6校(減) is no level of 6: the word in the parentheses belongs to the number. */
const meant = /^(?:増加?|減少?|削減|低下|低減|上昇|以上|以下|以内|未満|超)$/;

interface Annotated { readonly body: string; readonly notes: readonly string[]; readonly year: number | null; readonly base: string | null }

/** Parentheses and footnotes out of the text: years to the year, everything else to the note. */
function withoutNotes(text: string): Annotated {
  const notes: string[] = [];
  let year: number | null = null;
  let base: string | null = null;
  const bare = text.replaceAll(/\([^()]*\)|【[^【】]*】|〔[^〔〕]*〕|\[[^[\]]*\]/g, (whole) => {
    const note = whole.slice(1, -1).trim();
    const rate = rateBase(note);
    if (rate?.length === note.length) base = rate.base;
    const found = yearOf(note);
    if (found === null) notes.push(note);
    else year = found;
    return ' ';
  });
  const body = bare.replace(footnote, (mark) => {
    notes.push(mark.trim());
    return '';
  });
  return { body: body.trim(), notes, year, base };
}

const labelled = /(?:^|[\s、])([^\s:、\d][^\s:、]{0,30}|1日平均|1日当たり):\s*/g;
/** g/人・日 is one unit; before a label ・ is a bullet. */
const joined = /(?<=\p{L})・(?=\p{L})(?![^\s:\d][^\s:]{0,30}:)/gu;
const between = /[\s、]+/;

interface Piece { readonly label: string | null; readonly text: string }

function pieces(body: string): readonly Piece[] {
  const flat = trimmed(body.replaceAll(joined, '').replaceAll(/[・•●]|,(?!\d)/g, '、').replaceAll(/\s+/g, ' '));
  const marks = [...flat.matchAll(labelled)];
  if (marks.length === 0) return unlabelled(flat);
  const before = trimmed(flat.slice(0, marks[0]?.index ?? 0));
  // 10人 乗合率: 35.9% begins with a measure, 乗合タクシー 1日平均: 123.4人 with a heading.
  const isMeasure = /\d/.test(before);
  let group = isMeasure ? '' : before;
  const found = marks.map((mark, index) => {
    const start = mark.index + mark[0].length;
    const rest = trimmed(flat.slice(start, marks[index + 1]?.index ?? flat.length));
    const [first = '', ...others] = rest.split(between);
    const heading = others.length > 0 && !/\d/.test(others.join('')) ? others.join('') : null;
    const piece = { label: [group, mark[1]].filter(Boolean).join(' '), text: heading ? first : rest };
    if (heading) group = heading;
    return piece;
  });
  return isMeasure ? [{ label: null, text: before }, ...found] : found;
}

const trimmed = (text: string): string => text.replace(/^[\s、]+/, '').replace(/[\s、]+$/, '');

/** One measure, or several side by side, each with its unit: 88.9件 37.7%. A bare number beside another is a broken one. */
function unlabelled(flat: string): readonly Piece[] {
  if (measureOf(flat, null)) return [{ label: null, text: flat }];
  const parts = flat.split(between).filter((text) => text !== '');
  return parts.some((text) => /^[\d.,]*$/.test(text)) ? [] : parts.map((text) => ({ label: null, text }));
}

/** Reads an office's value text. Never throws; what is not understood says so and why, and nothing is guessed. */
export function readValue(text: string): Value {
  const value = (rest: Omit<Value, 'text'>): Value => ({ text, ...rest });
  const normal = text.normalize('NFKC').replaceAll('〜', '~').replaceAll(/[／]/g, '/').trim();
  if (normal === '') return value({ status: 'missing', missing: 'blank', measures: [], note: null });
  const unknown = (reason: string, note: string | null = null): Value => value({ status: 'not_understood', measures: [], note, reason });
  if (normal.length > longest) return unknown(`「${text.slice(0, 20)}…」は長すぎるため、値として読み取れません。値と説明を分けて入力してください。`);
  const { body, notes, year, base } = withoutNotes(normal);
  const note = notes.length > 0 ? notes.join('、') : null;
  const extra = year === null ? {} : { year };
  const bare = body.replaceAll(/\s/g, '');
  const unread = `「${text}」の数と単位を読み取れません。「100件/年」のように、数と単位で入力してください。`;
  const missing = noValue.find(([words]) => words.test(bare));
  if (missing) return value({ status: 'missing', missing: missing[1], measures: [], note, ...extra });
  if (qualitative.test(bare)) return unknown(`「${text}」は数値ではない目標です。数との比較や計算はしません。`, note);
  if (notes.some((one) => meant.test(one))) return unknown(unread, note);
  const measures = pieces(body).map((piece) => measureOf(piece.text, piece.label));
  if (measures.length === 0 || measures.some((measure) => measure === null)) return unknown(unread, note);
  const read = measures.flatMap((measure) => (measure ? [base ? { ...measure, base } : measure] : []));
  return value({ status: 'understood', measures: read, note, ...extra });
}
