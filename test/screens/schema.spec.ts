import { readFileSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { baseUrl } from './browser.js';

const file = path.resolve(__dirname, '..', '..', 'apps', 'web', 'src', 'api', 'schema.d.ts');
const heading = '/** Made from the API by openapi-typescript; test/screens renews it with KYOSEI_WRITE_PAGES=1. */\n';
const maker = `import openapiTS, { astToString } from 'openapi-typescript';
let given = '';
for await (const bytes of process.stdin) given += bytes;
process.stdout.write(astToString(await openapiTS(JSON.parse(given), {})));`;

// `KYOSEI_WRITE_PAGES=1 npx jest --config .jestrc.cjs --selectProjects screens --testPathPatterns schema` writes the types anew.
it('gives the web app the types that the API serves', async () => {
  const { openapi, info, components } = (await (await fetch(`${baseUrl()}/api/openapi.json`)).json()) as { openapi: string; info: object; components: { schemas: object } };
  const made = heading + execFileSync(process.execPath, ['--input-type=module', '-e', maker], { cwd: path.resolve(__dirname, '..', '..'), input: JSON.stringify({ openapi, info, components: { schemas: components.schemas } }), encoding: 'utf8' });
  if (process.env['KYOSEI_WRITE_PAGES']) writeFileSync(file, made);
  else expect(readFileSync(file, 'utf8')).toBe(made);
}, 30_000);
