import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { form } from '../test/written-form.js';
import { readForm, reviewFormCsv, writeReviewForm, type ReviewForm } from './index.js';

const odd = 'あ\u0000\u0008\u000c\u001f\ufffe\uffff\ud800い\udc00う𠮷\u000bえ';
const plain = 'あいう𠮷\nえ';

async function read(bytes: Uint8Array, isText: boolean): Promise<ReviewForm> {
  const answer = await readForm({ kind: 'vision-review', bytes, isText });
  if (answer.kind !== 'vision-review') throw new Error('another form');
  return answer.form;
}

it('makes a workbook that can be opened of whatever rows hold', async () => {
  const [first = form.rows[0]!] = form.rows;
  const bytes = await writeReviewForm({ ...form, title: `${form.title}${odd}`, rows: [{ ...first, project: odd, rationale: odd, basis: odd, name: `指標${odd}`, departments: [odd] }] });
  for (const [name, part] of Object.entries(unzipSync(bytes))) if (/\.(?:xml|rels)$/.test(name)) expect(() => new SaxesParser({ fileName: name }).write(strFromU8(part)).close()).not.toThrow();
  const [row] = (await read(bytes, false)).rows;
  expect([row?.project, row?.name.text, row?.rationale.text, row?.basis.text]).toEqual([plain, `指標${plain}`, plain, plain]);
});

it('takes a pasted table without the characters that nothing can hold', async () => {
  const [first = form.rows[0]!] = form.rows;
  const csv = reviewFormCsv({ ...form, rows: [{ ...first, name: `指標${odd}`, rationale: odd }] });
  const [row] = (await read(new TextEncoder().encode(csv.replaceAll(/[\ud800\udc00](?=[いう])/g, '')), true)).rows;
  expect([row?.name.text, row?.rationale.text]).toEqual([`指標${plain}`, plain]);
});

it('takes what a workbook spells as a character that nothing can hold as nothing', async () => {
  const [first = form.rows[0]!] = form.rows;
  const written = unzipSync(await writeReviewForm({ ...form, rows: [{ ...first, rationale: '理由PLACE' }] }));
  const spelled = Object.fromEntries(Object.entries(written).map(([name, part]) => [name, strFromU8(part).includes('理由PLACE') ? strToU8(strFromU8(part).replace('理由PLACE', '理由_x0001__x000B_続き')) : part]));
  expect((await read(zipSync(spelled), false)).rows[0]?.rationale.text).toBe('理由\n続き');
});
