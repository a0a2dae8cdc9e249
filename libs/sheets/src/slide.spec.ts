import { readText, reviewFormOf, strategyFormOf } from './index.js';

const heading = ['政策分野', '事業名', '指標', '計画策定時', '年度', '目標値', '達成年度', 'R3年度', 'R4年度', 'R5年度', 'R6年度', 'KPI指標変更の可否', '変更・削除理由', 'R12指標値', '指標値の設定(算出)根拠', '指標値引用元'];
const paste = (...rows: readonly (readonly string[])[]) => reviewFormOf(readText([heading, ...rows].map((cells) => cells.join('\t')).join('\n')));

describe('a row that lost its merged cells', () => {
  it.each([
    ['slid to the right by an extra level', ['', '福祉', '在宅医療・介護連携推進事業の研究', '多職種間情報共有事例', '実績なし', 'R1', '1,900人/年', 'R7', '109人', '1,039人', '1,982人/年', '2,440人/年', '削除', '必要なくなった'], 'C2', 'row_slid', '右に1列ずれているようです。指標「多職種間情報共有事例」、計画策定時「実績なし」'],
    ['lost its first columns', ['LINE公式アカウント利用者数', '', '4,200人', '5,000人', '4,700人', '5,838人', '', '7,691人', '継続'], 'C2', 'row_slid', '左に2列ずれているようです。指標「LINE公式アカウント利用者数」'],
    ['has its name in the first column', ['買物サービスシステム利用者数', '', '', '33人', 'R1', '270人', 'R7', '68人', '68人', '97人', '116人', '継続', '', '290人', '年間2割の拡大'], 'C2', 'name_missing', 'A2 の「買物サービスシステム利用者数」が指標の名前のようです'],
  ] as const)('and %s is reported with what it probably means, and never taken', (_, cells, cell, code, words) => {
    const { rows, findings } = paste(cells);
    expect(rows).toEqual([]);
    expect(findings).toEqual([expect.objectContaining({ cell: `貼り付け!${cell}`, code, severity: 'blocks', message: expect.stringContaining(words) })]);
  });

  it('but an unusual value alone is nothing of the kind', () => {
    const { rows, findings } = paste(['生活機能', '産業振興', '産業立地数', '3件/年', 'R1', '現状維持を基本とする', 'R7', '3件/年', '5件/年', '5件/年', '7件/年', '継続', '', '2件/年', '根拠', '']);
    expect([rows.length, findings]).toEqual([1, []]);
  });
});

describe('a paste, where merged cells are blanks', () => {
  it('reads each page of a paste under its own headings', () => {
    const again = ['地域公共交通', '伊那本線バス', '伊那本線利用者人数', '22,549人/年', 'R1', '24,000人/年', 'R7', '18,768人/年', '17,929人/年', '17,814人/年', '17,842人/年', '継続', '', '19,000人/年', 'R6の現状から年1%の増加を目指す。', '運行実績'];
    const { rows, findings } = paste(['産業', '産業振興', '産業立地数', '3件/年', 'R1', '4件/年', 'R7', '3件/年', '5件/年', '5件/年', '7件/年', '継続', '', '2件/年', '', ''], heading.filter((one) => one !== 'KPI指標変更の可否'), again.filter((one) => one !== '継続'));
    expect(findings).toEqual([]);
    expect(rows.map(({ name, decision, newTarget, basis }) => [name.text, decision, newTarget.text, basis.text])).toEqual([
      ['産業立地数', 'keep', '2件/年', ''], ['伊那本線利用者人数', 'add', '19,000人/年', 'R6の現状から年1%の増加を目指す。'],
    ]);
  });

  it('never takes a department for a project, nor a figure for a name', () => {
    const columns = ['基本目標', 'リーディング・プロジェクト', '事業内容', '担当課', '項目名', '現状値(R5)', '指標値(R11)', '項目名', '現状値(R5)', '指標値(R11)'];
    const { projects, findings } = strategyFormOf(readText([
      columns,
      ['', '放課後児童クラブ事業の実施', '生涯学習課', '放課後児童クラブの待機児童数', '0人', '0人'],
      ['キャリア教育推進事業', '学校教育課', '146事業所', '', '職場体験の受入れ事業所数', '146事業所', '160事業所'],
      ['', '', '出生数の改善', '健康推進課', '出生数', '383人', '400人'],
    ].map((cells) => cells.join('\t')).join('\n')));
    expect(projects.map(({ name }) => name)).toEqual(['出生数の改善']);
    expect(findings.map(({ cell, code }) => [cell, code])).toEqual([['貼り付け!C2', 'row_slid'], ['貼り付け!C3', 'row_slid']]);
  });
});
