import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig, type Config } from '#config';
import { aDataSource, Db } from '#db';
import { beginInstallation } from '#services';
import { loadDemonstration } from '../../../seeds/load.js';

/** Fills an empty installation with the demonstration's data and leaves its accounts in `DATA_DIR/accounts.json`. Doing it again does nothing. */
async function main(): Promise<void> {
  const config = readConfig();
  const db = new Db(await aDataSource({ url: config.DATABASE_URL, poolSize: 2, applicationName: 'kyosei-demonstration' }).initialize());
  try {
    if (await beginEmpty(config, db)) return;
    const { loaded, findings, accounts } = await loadDemonstration(db);
    if (loaded) await db.analyze();
    for (const { cell, message } of findings) console.log(`様式について ${cell}: ${message}`);
    mkdirSync(config.DATA_DIR, { recursive: true });
    const file = path.join(config.DATA_DIR, 'accounts.json');
    writeFileSync(`${file}.part`, `${JSON.stringify(accounts, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.part`, file);
    console.log(loaded ? '見本のデータを読み込みました。' : accounts.length > 0 ? '見本のデータはすでにあります。' : 'すでにデータがあるので、見本は読み込みません。');
  } finally {
    await db.close();
  }
}

/** With an administrator named in the environment, an installation begins empty. @returns whether it is such an installation */
async function beginEmpty(config: Config, db: Db): Promise<boolean> {
  const { ADMINISTRATOR_EMAIL: email, ADMINISTRATOR_PASSWORD: password, ADMINISTRATOR_MUNICIPALITY: place } = config;
  if (!email) return false;
  if (!password || !place) throw new Error('ADMINISTRATOR_EMAIL と一緒に、ADMINISTRATOR_PASSWORD と ADMINISTRATOR_MUNICIPALITY も指定してください。');
  const [code = '', name = ''] = place.split(' ');
  const begun = await beginInstallation(db, { email, password, municipality: { code, name } });
  console.log(begun ? `${name}の管理者の利用者を登録しました。サインインして、担当課、利用者、計画を登録してください。` : 'すでに利用者が登録されているので、何も変えていません。');
  return true;
}

main().catch((error: unknown) => {
  console.error(`見本のデータを読み込めませんでした。\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  process.exitCode = 1;
});
