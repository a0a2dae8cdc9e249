import { cell, head, heading, paragraph, type Draft, type Part } from '../content.js';
import type { Snapshot } from '../snapshot.js';
import { longTime } from '../wording.js';

/** What tells one printing of a snapshot from another, and what it is proved by. */
export interface Sealing {
  readonly draft: Draft | null;
  /** The number of the final document; null for a draft. */
  readonly number: string | null;
  /** SHA-256 of the snapshot, hexadecimal. */
  readonly snapshotHash: string;
  /** Characters that no typeface has: printed as 〓. */
  readonly missing: readonly string[];
}

/** The last page: from what the document was made, and how anybody can prove it. */
export function aboutPart(snapshot: Snapshot, sealing: Sealing): Part {
  const rows: [string, string][] = [
    ['文書番号', sealing.number ?? (sealing.draft ? '（案のため番号はありません）' : '（番号はありません）')],
    ['元になった記録の時点', longTime(snapshot.takenAt)],
    ['記録（スナップショット）のSHA-256', sealing.snapshotHash],
    ['監査記録の末尾のハッシュ', snapshot.auditHead ?? '（監査記録がまだありません）'],
  ];
  if (sealing.draft) rows.splice(1, 0, ['案を作成した時刻', longTime(sealing.draft.at)]);
  if (sealing.missing.length > 0) {
    rows.push(['〓で示した文字', sealing.missing.map((char) => `U+${codePoint(char)}`).join('、')]);
  }
  return {
    landscape: false,
    sheet: 'この文書について',
    blocks: [
      heading(1, 'この文書について', { newPage: true }),
      paragraph('この文書は、年度見直しの記録から機械的に作成したもので、同じ記録からは常に同じ文書ができます。下の値を監査記録と照合することで、内容が決定されたとおりであることを確かめられます。'),
      { kind: 'table', table: {
        caption: '文書の証明', small: false,
        columns: [{ weight: 26 }, { weight: 64 }],
        head: [[head('項目'), head('内容')]],
        body: rows.map(([name, text]) => ({ cells: [cell(name, { rowHead: true }), cell(text)] })),
      } },
    ],
  };
}

function codePoint(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
