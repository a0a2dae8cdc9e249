import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';

const statementNames = new Map<string, string>();

/** A statement is planned once per connection when it has a name; the name is the text's own hash. */
function nameOf(text: string): string {
  let name = statementNames.get(text);
  if (!name) {
    name = `k${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    statementNames.set(text, name);
  }
  return name;
}

/** Reads inside one transaction, behind the wall of its caller. Texts are constants of the sources, never built from input. */
export class Reader {
  constructor(protected readonly client: PoolClient) {}

  /** The rows of one prepared statement. */
  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    const result = await this.client.query<Row>({ name: nameOf(text), text, values: [...values] });
    return result.rows;
  }

  /** The first row, or null when there is none. */
  async row<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row | null> {
    const [first] = await this.rows<Row>(text, values);
    return first ?? null;
  }
}
