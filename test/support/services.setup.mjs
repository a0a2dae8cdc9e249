import { temporaryPostgres } from '../../apps/launcher/temporary.mjs';

/**
 * Gives the services' suite its PostgreSQL: the one that `npm test` names, else one of its own for this run, so that
 * `npx jest --config .jestrc.cjs --selectProjects services` works by itself.
 */
export default async function setUp() {
  if (process.env['KYOSEI_TEST_DATABASE_URL']) return;
  const postgres = await temporaryPostgres();
  process.env['KYOSEI_TEST_DATABASE_URL'] = postgres.url;
  globalThis.kyoseiTestPostgres = postgres;
}
