/** Ends the PostgreSQL that `services.setup.mjs` started, if it did. */
export default async function tearDown() {
  await globalThis.kyoseiTestPostgres?.stop();
}
