import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { verifyChain } from './audit-chain.mjs';

/** Two events as the server seals them; the hashes were worked out with another program (Python's hashlib) and typed in. */
const first = {
  chain: '圏域', number: 1,
  fields: ['1', null, '2026-11-20T00:00:00.000000Z', null, '取りまとめ担当', null, 'proposal', 'p-1', '企業立地件数', 'accept', 'submitted', 'accepted', '{}', '改行\nと😀', null],
  previous: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', hash: 'ecc9b5b7c5bb9afea25d1dd107277908d576c0c21ccff0da6311e7b4865d44fa',
};
const second = {
  chain: '圏域', number: 2,
  fields: ['2', null, '2026-11-20T00:00:01.000000Z', null, '委員', null, 'proposal', 'p-1', '企業立地件数', 'approve', 'tabled', 'tabled', '{}', null, 'r-2'],
  previous: first.hash, hash: '69c00112c7e7ecfcefde4eb05c0fbe877f992619aa2d0c1cd3a9c8c8480a49dc',
};
/** @param {...object} entries */
const lines = (...entries) => entries.map((entry) => JSON.stringify(entry)).join('\n');
const good = lines(first, second);
const program = path.join(__dirname, 'audit-verify.mjs');
/** @param {string} input @param {...string} more */
const run = (input, ...more) => spawnSync(process.execPath, [program, '-', ...more], { input, encoding: 'utf8' });

it('holds for what was sealed', () => {
  expect(verifyChain(good)).toEqual({ holds: true, wrong: null, verdicts: [{ chain: '圏域', events: 2, head: second.hash, wrong: null }] });
});

it('tells each chain of an export apart', () => {
  const other = { ...first, chain: '別の圏域', fields: first.fields.with(8, '変えた名前') };
  const { holds, verdicts } = verifyChain(`${good}\n${lines(other)}\n`);
  expect(holds).toBe(false);
  expect(verdicts.map(({ chain, wrong }) => [chain, wrong === null])).toEqual([['圏域', true], ['別の圏域', false]]);
});

it('finds every single character that was changed in what the seal covers', () => {
  const slipped = [];
  let tried = 0;
  for (const [which, entry] of [first, second].entries()) {
    for (const [place, field] of entry.fields.entries()) {
      const forged = field === null ? [''] : [null, ...Array.from(field, (_, at) => `${field.slice(0, at)}${field[at] === 'x' ? 'y' : 'x'}${field.slice(at + 1)}`)];
      for (const text of forged) {
        tried += 1;
        const bent = { ...entry, fields: entry.fields.with(place, text) };
        if (verifyChain(which === 0 ? lines(bent, second) : lines(first, bent)).holds) slipped.push([which, place, text]);
      }
    }
  }
  expect(slipped).toEqual([]);
  expect(tried).toBeGreaterThan(150);
});

it('is not deceived by text that moves from one field to the next', () => {
  const shifted = { ...first, fields: first.fields.with(9, 'accep').with(10, 'tsubmitted') };
  expect(verifyChain(lines(shifted, second)).verdicts[0]?.wrong).toContain('内容が、記録されたあとに変えられています');
});

it('finds a cut beginning, a cut middle, a doubled and a reordered line, and a cut end by the hash that is known', () => {
  expect(verifyChain(lines(second)).verdicts[0]?.wrong).toContain('1番目の記録があるはずのところに、2番目の記録');
  expect(verifyChain(lines(first, first, second)).holds).toBe(false);
  expect(verifyChain(lines(second, first)).holds).toBe(false);
  expect(verifyChain(lines(first), second.hash)).toMatchObject({ holds: false, wrong: expect.stringContaining('終わりが切り取られているか') });
  expect(verifyChain(good, first.hash).holds).toBe(true);
});

it('answers with a sentence and 0, 1 or 2', () => {
  expect(run(good)).toMatchObject({ status: 0, stdout: expect.stringContaining('監査記録の連鎖は保たれています。') });
  expect(run(lines(second))).toMatchObject({ status: 1, stdout: expect.stringContaining('監査記録の連鎖は保たれていません。') });
  expect(run('\n')).toMatchObject({ status: 2, stderr: expect.stringContaining('監査記録の行が一つもありません。') });
  expect(spawnSync(process.execPath, [program, '/nowhere/記録.ndjson'], { encoding: 'utf8' })).toMatchObject({ status: 2, stderr: expect.stringContaining('「/nowhere/記録.ndjson」を読めません') });
});
