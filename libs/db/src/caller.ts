/** A person with a session, or a part of the system that acts for itself within the partnerships it names. */
export type Caller =
  | { readonly kind: 'session'; readonly tokenHash: Buffer; readonly requestId: string | null }
  | { readonly kind: 'system'; readonly name: string; readonly partnershipIds: readonly string[] };
