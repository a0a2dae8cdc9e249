import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What is cleared away by age, and what is counted because a person should look at it, is found without reading the whole table.
 * Frozen: this SQL never changes and imports no live code.
 */
export class Housekeeping1764000000020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index outbox_done on outbox (done_at) where state = 'done';
      create index outbox_not_done on outbox (state) where state <> 'done';
      create index mail_not_sent on mail (state) where state <> 'sent';
      create index sign_in_attempt_at on sign_in_attempt (at);
      create index session_expires on session (expires_at);
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations only go forward: restore a backup to go back.');
  }
}
