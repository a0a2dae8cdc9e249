/** Every way the rules say no. Each has one HTTP status, in one place: `apps/api`. */
export type RefusalCode =
  | 'signed_out'
  | 'not_allowed'
  | 'not_found'
  | 'wrong_state'
  | 'already_voted'
  | 'conflict'
  | 'stale'
  | 'version_missing'
  | 'malformed'
  | 'incomplete'
  | 'invalid'
  | 'key_reused'
  | 'too_large'
  | 'wrong_type'
  | 'wrong_method'
  | 'too_many'
  | 'unavailable';

/** One thing that is wrong with what was sent: where (JSON pointer), a stable code, and a sentence for the person. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** How the rules say no. Thrown once by a rule or a service, translated once per edge. Anything else that is thrown is a bug. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: RefusalCode,
    /** A Japanese sentence that names the thing and the way out. */
    readonly detail: string,
    readonly more: { readonly errors?: readonly Fault[]; readonly version?: number; readonly retryAfterSeconds?: number } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}
