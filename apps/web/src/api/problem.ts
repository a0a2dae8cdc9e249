/** One thing that is wrong with what was sent: where, and a sentence. */
export interface Fault {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** What the API refused, in its own Japanese sentences. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly Fault[] = [],
    readonly requestId: string | null = null,
  ) {
    super(detail);
  }
}

/** The server did not answer: the line is cut, or the server is being restarted. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';

  constructor() {
    super('サーバーにつながりません。ネットワークの接続を確かめてください。つながると、自動で読み直します。');
  }
}

/** The sentence to show for whatever went wrong. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) return error.detail;
  if (error instanceof Unreachable) return error.message;
  return '画面の表示に失敗しました。画面を読み直してください。続くときは、情報システム担当に知らせてください。';
}

/** Reads the API's problem+json; a proxy's page between us and it becomes a plain sentence. */
export async function problemOf(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id');
  try {
    const said = (await response.json()) as { code?: string; title?: string; detail?: string; errors?: Fault[] };
    return new Problem(response.status, said.code ?? 'unknown', said.title ?? '', said.detail ?? '処理できませんでした。', said.errors ?? [], requestId);
  } catch {
    return new Problem(response.status, 'unknown', '', 'サーバーから思いがけない答えが返りました。時間をおいて、もう一度行ってください。', [], requestId);
  }
}
