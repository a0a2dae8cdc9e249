/**
 * What a unit is: a word that names what is counted or measured. Whatever else may stand behind a number (a comparison, a
 * change, a vague amount, a date, half a sentence) is no unit, and a number in front of it is not surely understood.
 */

const word = String.raw`[\p{L}°][\p{L}\p{M}°23]*(?:-[\p{L}][\p{L}23]*)*`;
const shape = new RegExp(String.raw`^(?:%(?:ポイント|pt)?|‰|${word})(?:/${word})*$`, 'u');

/** Words that say more, less, about or how often, wherever they stand. 契約 and 予約 only contain such a sign. */
const sayingMore = /[増減以超未毎数余弱]|前後|内外|上昇|低下|向上|改善|削減|(?<![契予成公規条])約|ごと|おき|ずつ|あたり|当たり|当り|につき/;
/** Words that tell of the count, not what is counted: 100%維持, 10校実施, 5件の予定. */
const told = /.(?:達成|維持|確保|継続|実施|開催|参加|完了|予定|見込み?|目標|実績|登録|整備|設置|策定|導入|平均|合計|累計|推計|速報|規模|[強程台])$/;
/** Dates, ages and places in an order: 2024年度, 10月, 3年目, 20代, 5年半. 項目 and 世代 are units. */
const counted = /年度|年[目連]|[年月日間][前後末]|^[月時]$|(?<![項科種品課細題])目$|(?<!世)代$|半$|\/(?:年|月|日(?!\/?人))|^[十百千万億兆]/;
/** Particles and endings: the rest of a sentence. か所, 取組み and ひろば are no sentences. */
const sentence = /[をがはでにの]|(?<!^つ|^こ|組み|込み|祭り|づくり|ひろば)(?<=[ぁ-ん])$/;

/** Whether this can be a unit: 人, t-CO2, m3, 円/人, クラブ; not 人増加, %維持, 件以上, 人※ or )校. */
export function isUnit(text: string): boolean {
  return shape.test(text) && !sayingMore.test(text) && !told.test(text) && !counted.test(text) && !sentence.test(text);
}
