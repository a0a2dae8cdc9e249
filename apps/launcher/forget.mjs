import fs from 'node:fs';
import path from 'node:path';
import { launcherOn } from './lock.mjs';
import { belongings, dataDir } from './places.mjs';
import { end, Roll } from './processes.mjs';
import { say } from './say.mjs';
import { Trouble } from './trouble.mjs';

/** `npm run reset`: stops what runs on this DATA_DIR, and removes what it keeps, after saying what that is. */
export async function reset() {
  const dir = dataDir();
  if (!fs.existsSync(dir)) return say(`消すものはありません（${dir} はまだありません）。`);
  const found = belongings(dir);
  if (!found) throw new Trouble(`${dir} は npm start が作ったフォルダーではないので、何も消しません。DATA_DIR の指定を確かめてください。`);

  say(`消すもの（${dir} の中）:\n${found.remove.map((name) => `  ${name}`).join('\n')}`);
  if (found.keep.length > 0) say(`残すもの（npm start が作ったものではありません）:\n${found.keep.map((name) => `  ${name}`).join('\n')}`);
  if (process.env['DATABASE_URL']) say('DATABASE_URL の指すデータベースには触れません。そのデータを消すときは、そのサーバーでデータベースを作り直してください。');

  const launcher = launcherOn(dir);
  if (launcher) {
    say('動いているものを止めています…');
    await end(launcher, { patienceMs: 90_000 });
  }
  for (const left of new Roll(dir).running()) await end(left, { signal: 'SIGINT' });
  for (const name of found.remove) fs.rmSync(path.join(dir, name), { recursive: true, force: true });
  if (found.keep.length === 0 && fs.readdirSync(dir).length === 0) fs.rmdirSync(dir);
  say('消しました。npm start で最初から始められます。');
}
