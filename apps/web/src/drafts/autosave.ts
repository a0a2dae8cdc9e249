import { Problem, sentenceOf } from '../api/problem.js';

/** Where a draft stands between the person's hands and the server. */
export type SaveState =
  | { readonly kind: 'saved'; readonly at: Date | null }
  | { readonly kind: 'typed' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'refused'; readonly sentence: string };

/** How one kind of draft reaches the server. */
export interface Port<Content> {
  readonly send: (content: Content, version: number, leaving: boolean) => Promise<{ readonly version: number }>;
  /** What the server holds now: asked when somebody else was first. */
  readonly latest: () => Promise<{ readonly content: Content; readonly version: number }>;
}

/** What a screen draws of a draft. */
export interface Draft<Content> {
  readonly content: Content;
  readonly state: SaveState;
  /** What somebody else saved meanwhile; only in a conflict. */
  readonly theirs: Content | null;
}

const waitMs = 1_500;
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Keeps what somebody types and brings it to the server a moment after the last key: one request at a time, each on the
 * version the one before it made. No text is ever dropped: a refusal or a newer version of somebody else leaves it here.
 */
export class Autosave<Content> {
  private draft: Draft<Content>;
  private sent: Content;
  private version: number;
  private theirVersion = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private sending: Promise<void> | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly port: Port<Content>, initial: { readonly content: Content; readonly version: number }) {
    this.draft = { content: initial.content, state: { kind: 'saved', at: null }, theirs: null };
    this.sent = initial.content;
    this.version = initial.version;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly now = (): Draft<Content> => this.draft;

  /** The version of what the server holds. */
  get savedVersion(): number {
    return this.version;
  }

  private get isDirty(): boolean {
    return !same(this.draft.content, this.sent);
  }

  private set(next: Partial<Draft<Content>>): void {
    this.draft = { ...this.draft, ...next };
    for (const listener of this.listeners) listener();
  }

  /** Takes what was typed; it is sent when the person pauses. */
  type(content: Content): void {
    if (same(content, this.draft.content)) return;
    this.set({ content, ...(this.draft.state.kind === 'conflict' ? {} : { state: { kind: 'typed' } }) });
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), waitMs);
  }

  /** Takes what was read anew, unless something typed waits here. */
  adopt(content: Content, version: number): void {
    if (this.isDirty || this.sending || version <= this.version) return;
    this.sent = content;
    this.version = version;
    this.set({ content });
  }

  /** Sends what is not sent yet; done when the server has it, or when it cannot be sent now (`state` says why). */
  async flush(leaving = false): Promise<boolean> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    // Two may have waited for the same sending; only one of them goes on while the other waits again.
    while (this.sending && !leaving) await this.sending;
    if (this.draft.state.kind === 'conflict') return false;
    if (!this.isDirty) return this.draft.state.kind === 'saved' || this.draft.state.kind === 'typed';
    this.sending = this.sendOnce(leaving).finally(() => { this.sending = null; });
    await this.sending;
    return this.now().state.kind === 'saved';
  }

  private async sendOnce(leaving: boolean): Promise<void> {
    const { content } = this.draft;
    this.set({ state: { kind: 'sending' } });
    try {
      const { version } = await this.port.send(content, this.version, leaving);
      this.settle(content, version);
    } catch (error) {
      if (error instanceof Problem && error.status === 412) await this.compare(content);
      else this.set({ state: { kind: 'refused', sentence: sentenceOf(error) } });
    }
  }

  private settle(content: Content, version: number): void {
    this.sent = content;
    this.version = version;
    this.set({ state: this.isDirty ? { kind: 'typed' } : { kind: 'saved', at: new Date() } });
    if (this.isDirty && !this.timer) this.timer = setTimeout(() => void this.flush(), waitMs);
  }

  /** A newer version is there: our own, whose answer was lost with the line, or somebody else's. */
  private async compare(content: Content): Promise<void> {
    try {
      const latest = await this.port.latest();
      if (same(latest.content, content)) return this.settle(content, latest.version);
      if (same(latest.content, this.sent)) {
        // The version moved and the content did not: an endorsement, a comment. Ours goes on top of it.
        this.version = latest.version;
        return await this.sendOnce(false);
      }
      this.theirVersion = latest.version;
      this.set({ state: { kind: 'conflict' }, theirs: latest.content });
    } catch (error) {
      this.set({ state: { kind: 'refused', sentence: sentenceOf(error) } });
    }
  }

  /** Ends a conflict: what is typed here is saved over the other's. */
  async keepMine(): Promise<void> {
    if (this.draft.theirs === null) return;
    this.sent = this.draft.theirs;
    this.version = this.theirVersion;
    this.set({ state: { kind: 'typed' }, theirs: null });
    await this.flush();
  }

  /** Ends a conflict: what the other saved stands; what was typed here is given up. */
  takeTheirs(): void {
    if (this.draft.theirs === null) return;
    const content = this.draft.theirs;
    this.sent = content;
    this.version = this.theirVersion;
    this.set({ content, state: { kind: 'saved', at: null }, theirs: null });
  }

  /** Ends a conflict with what the person put together from both. */
  async keep(content: Content): Promise<void> {
    this.set({ content });
    await this.keepMine();
  }
}
