import fs from 'node:fs';
import { verifyChain } from './audit-chain.mjs';

/** `npm run audit:verify -- FILE [HASH]`: 0 when every chain holds, 1 when one does not, 2 when there is nothing to check. */
const [file, head] = process.argv.slice(2);
if (!file) {
  console.error('使い方: npm run audit:verify -- 監査記録.ndjson [文書の最後のページにあるハッシュ]\n監査記録は、取りまとめ担当か管理者が GET /api/v1/audit/export で書き出せます。「-」を指定すると標準入力から読みます。');
  process.exitCode = 2;
} else {
  try {
    const text = fs.readFileSync(file === '-' ? 0 : file, 'utf8');
    const { holds, verdicts, wrong } = verifyChain(text, head);
    for (const { chain, events, head: last, wrong: fault } of verdicts) console.log(`${fault ? '✗' : '✓'} 連鎖 ${chain}: ${events}件${fault ? `。${fault}` : `、末尾のハッシュ ${last}`}`);
    if (wrong) console.error(`✗ ${wrong}`);
    if (text.trim() !== '') console.log(holds ? '監査記録の連鎖は保たれています。' : '監査記録の連鎖は保たれていません。');
    process.exitCode = text.trim() === '' ? 2 : holds ? 0 : 1;
  } catch (error) {
    console.error(`監査記録「${file}」を読めません: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
