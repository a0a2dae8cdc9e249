import type { Snapshot, SnapshotDefinition, SnapshotIndicator, SnapshotVote } from '../src/index.js';
import { filledSheets, type FilledRow } from './forms.js';
import { planBuilder } from './plan-builder.js';

/** The whole vision of the office's form as a cycle would freeze it: 20 indicators in force, 3 deleted. */
export async function visionSnapshot(): Promise<Snapshot> {
  const [existing, added] = await filledSheets('vision-kpi-review.xlsx');
  const builder = planBuilder();
  const projects = [...(existing?.rows ?? []).slice(5), ...(added?.rows ?? []).slice(5)];
  projects.forEach((row, index) => {
    const path = [row[0], row[1]].filter((name): name is string => typeof name === 'string' && name !== '');
    const isNew = index >= (existing?.rows.length ?? 0) - 5;
    const project = builder.project(path, { name: row[2] ?? null, aim: aims[row[2] ?? ''] ?? '', departments: departmentsOf(path), municipalities: all });
    project.add({ ...(isNew ? addedIndicator(row, index + 1) : existingIndicator(row, index + 1)), departments: departmentsOf(path) });
  });
  return {
    formatVersion: 1,
    takenAt: '2026-02-20T16:30:00+09:00',
    cycle: { id: '0b1c7a52-6f50-4d43-9d6e-3a0d7c2f9b11', fiscalYear: 2024, number: null },
    plan: {
      id: 'a3f4b0d4-5a4e-4c61-8f7c-5b2de0f0c001', kind: 'vision', title: '第3期伊那地域定住自立圏共生ビジョン',
      fromYear: 2026, toYear: 2030, baseYear: 2024, targetYear: 2030, levelNames: ['政策の視点', '政策分野'],
      municipalities: [
        { code: '202096', name: '伊那市', central: true }, { code: '203831', name: '箕輪町', central: false }, { code: '203858', name: '南箕輪村', central: false },
      ],
    },
    partnership: { name: '伊那地域定住自立圏' },
    chapters, sections: builder.sections, indicators: builder.indicators,
    record, auditHead: '9f2c4e0b7d1a58c3e6f0913b2a7d84c5f1e09b6a3c2d7e8f405162738495a6b7',
  };
}

const all = ['伊那市', '箕輪町', '南箕輪村'];

function yearOf(text: string | null | undefined): number | null {
  const found = /^R(\d+)$/.exec(text ?? '');
  return found ? 2018 + Number(found[1]) : null;
}

function actualsOf(row: FilledRow): SnapshotIndicator['actuals'] {
  return [2021, 2022, 2023, 2024].flatMap((year, index) => {
    const text = row[8 + index];
    return text ? [{ year, text, municipality: null, status: 'final' as const }] : [];
  });
}

const decisions = { 継続: ['keep', 'kept'], 変更: ['change', 'changed'], 削除: ['delete', 'deleted'] } as const;

function existingIndicator(row: FilledRow, reference: number): SnapshotIndicator {
  const [decision, state] = decisions[(row[12] ?? '継続') as keyof typeof decisions];
  const before: SnapshotDefinition = {
    name: row[3] ?? '', unit: null, baseline: { text: row[4] ?? '', year: yearOf(row[5]) }, target: { text: row[6] ?? '', year: yearOf(row[7]) ?? 2025 }, basis: '', source: '',
  };
  const name = decision === 'change' ? '電子@連絡帳の支援者施設登録割合' : before.name;
  const after = decision === 'delete' ? null : { ...before, name, target: { text: row[14] ?? '', year: 2030 }, basis: row[15] ?? '', source: row[16] ?? '' };
  return {
    ...shared(reference), state, decision, before, after, rationale: row[13] ?? '', actuals: actualsOf(row),
    seriesBreakYear: decision === 'change' ? 2024 : null,
    basisCheck: checks[before.name] ?? null,
    discrepancyReason: before.name === '子育て拠点施設延べ利用者数' ? '施設の改修による休館を見込み、千人少なく設定したため。' : null,
    votes: before.name === '合同職員研修実施回数' ? objected : votes,
  };
}

function addedIndicator(row: FilledRow, reference: number): SnapshotIndicator {
  const after: SnapshotDefinition = {
    name: row[3] ?? '', unit: null, baseline: { text: row[4] ?? '', year: yearOf(row[5]) }, target: { text: row[13] ?? '', year: 2030 }, basis: row[14] ?? '', source: row[15] ?? '',
  };
  return { ...shared(reference), state: 'added', decision: 'add', before: null, after, rationale: row[12] ?? '', actuals: actualsOf(row) };
}

const votes: SnapshotVote[] = all.map((municipality, index) => ({ municipality, choice: 'approve', comment: '', at: `2026-02-1${index + 2}T10:00:00+09:00`, round: 1 }));
const objected: SnapshotVote[] = [
  ...votes.slice(0, 2),
  { municipality: '南箕輪村', choice: 'object', comment: '回数を減らす理由を住民に説明できる形で示してほしい。', at: '2026-02-14T11:00:00+09:00', round: 1 },
  { municipality: '南箕輪村', choice: 'approve', comment: '事務局の回答を了とする。', at: '2026-02-16T09:30:00+09:00', round: 1 },
];

function shared(reference: number) {
  return {
    id: `indicator-${reference}`, reference, direction: 'higher' as const, nature: 'flow' as const, seriesBreakYear: null, successorId: null,
    departments: [], municipalities: all, basisCheck: null, discrepancyReason: null, grade: null, votes,
    approved: { by: '伊那地域定住自立圏連絡協議会', at: '2026-02-16T09:30:00+09:00' }, remarks: '',
  };
}

const checks: Record<string, SnapshotIndicator['basisCheck']> = {
  助成制度適用設備投資額: { status: '検証不能', arithmetic: 'R2年度の実績が様式にないため、R2～R6の平均を計算できません。' },
  子育て拠点施設延べ利用者数: { status: '再計算と不一致', arithmetic: '51,416 × 1.136 ＝ 58,408.576 → 千円未満切捨て 58,000' },
  伊那本線利用者人数: { status: '一致', arithmetic: '17,842 × 1.01の6乗 ＝ 18,939.6 → 19,000' },
};

function departmentsOf(path: readonly string[]): string[] {
  return [{ 産業振興: '商工振興課', 福祉: '福祉相談課', 地域公共交通: '企画政策課', 情報インフラ: '秘書広報課', '移住定住・地域振興': '地域創造課', '人材育成・交流促進': '総務課' }[path[1] ?? ''] ?? '子育て支援課'];
}

const aims: Record<string, string> = {
  産業振興: '企業の設備投資と立地を支え、圏域に働く場をつくります。',
  空き家バンク: '空き家の情報を圏域で共有し、移住を希望する人の住まいを確保します。',
  合同職員研修: '三市町村の職員がともに学び、圏域の課題に取り組む人材を育てます。',
};

const chapters = [
  { id: 'chapter-1', title: '圏域の概況', afterSections: false, markdown: `## 位置と地勢

伊那地域は、長野県の南部、南アルプスと中央アルプスに抱かれた伊那谷の北部に位置し、天竜川に沿って市街地と農地が広がっています。

## 人口の推移

国勢調査による三市町村の人口は次のとおりです（この表は作成例です）。

| 市町村 | 平成27年 | 令和2年 |
| --- | --- | --- |
| 伊那市 | 68,271人 | 66,125人 |
| 箕輪町 | 25,241人 | 24,989人 |
| 南箕輪村 | 15,063人 | 15,797人 |
` },
  { id: 'chapter-2', title: '圏域の将来像', afterSections: false, markdown: `**持続可能な地域社会の実現**を圏域の将来像とし、次の三つを柱として取り組みます。

1. 生活機能の強化
2. 結びつきやネットワークの強化
3. 圏域のマネジメント強化

人名や単位に使う文字もそのまま記します：髙﨑𠮷㎡㌔①ⅢＡm³CO₂t-CO₂～―～㈱
` },
  { id: 'chapter-3', title: '推進体制', afterSections: true, markdown: `毎年度、成果指標（KPI）の実績を取りまとめ、必要な見直しを行います。

- 担当課は、実績と見直し案を提出します。
- 事務局は、内容を確認し、連絡協議会に付議します。
- 連絡協議会は、三市町村の賛成により決定します。
` },
];

const record = [
  { at: '2025-12-15T10:00:00+09:00', who: '伊那市企画政策課（事務局）', what: '見直しの照会', comment: '' },
  { at: '2026-01-20T17:00:00+09:00', who: '伊那市企画政策課（事務局）', what: '提出の締切', comment: '23件すべての提出を確認' },
  { at: '2026-02-12T10:00:00+09:00', who: '伊那市', what: '付議された23件に賛成', comment: '' },
  { at: '2026-02-14T11:00:00+09:00', who: '南箕輪村', what: '合同職員研修実施回数に異議', comment: '回数を減らす理由を住民に説明できる形で示してほしい。' },
  { at: '2026-02-15T15:00:00+09:00', who: '伊那市企画政策課（事務局）', what: '異議への回答', comment: 'コアメンバーが年間を通じて活動するため、一回ごとの内容は充実する。' },
  { at: '2026-02-16T09:30:00+09:00', who: '南箕輪村', what: '合同職員研修実施回数に賛成', comment: '事務局の回答を了とする。' },
  { at: '2026-02-20T16:30:00+09:00', who: '伊那市企画政策課（事務局）', what: '見直しの確定', comment: '' },
];
