import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { Problem, sentenceOf, type Fault } from '../../api/problem.js';
import type { ImportReport } from '../../api/types.js';

/** The two forms that the offices use. */
export type FormKind = 'vision-review' | 'strategy';

/** What is sent: a form's bytes as they were when it was chosen, and what the person knows it by. */
export interface SentForm {
  readonly planId: string;
  readonly kind: FormKind;
  readonly name: string;
  readonly content: Blob;
}

/** What stands in the way of an import. `attempt` counts, so that the same refusal twice is told twice. */
export interface Refusal {
  readonly title: string;
  readonly detail: string;
  /** With the cell each speaks of; empty where the file as a whole is refused. */
  readonly faults: readonly Fault[];
  readonly attempt: number;
}

/** Where an import stands. */
export interface ImportWork {
  readonly stage: 'asking' | 'checking' | 'checked' | 'taking' | 'taken';
  readonly sent: SentForm | null;
  readonly report: ImportReport | null;
  readonly refusal: Refusal | null;
}

const mostBytes = 5_000_000;
const textTypes: Readonly<Record<string, string>> = { csv: 'text/csv', tsv: 'text/tab-separated-values', txt: 'text/tab-separated-values' };

/**
 * A chosen file with its bytes, kept from now on: what the person changes in Excel afterwards is not sent unseen.
 * @throws DOMException where the file was moved or is locked
 */
export async function contentOf(file: File): Promise<Blob> {
  const ending = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  return new Blob([await file.arrayBuffer()], { type: textTypes[ending] ?? 'application/octet-stream' });
}

/** A table that was pasted, as it is sent. */
export const contentOfPaste = (text: string): Blob => new Blob([text], { type: 'text/tab-separated-values' });

/** What stands in the way before anything is sent: the server closes the line on files that are too long. */
const tooLong = ({ size }: Blob): Omit<Refusal, 'attempt'> | null =>
  size <= mostBytes ? null : { title: 'ファイルが大きすぎます', detail: 'ファイルが 5 MB を超えています。画像などを取り除くか、シートを分けてください。', faults: [] };

const refusalOf = (error: unknown): Omit<Refusal, 'attempt'> => ({
  title: error instanceof Problem && error.title !== '' ? error.title : '様式を取り込めませんでした', detail: sentenceOf(error),
  faults: error instanceof Problem ? error.errors.filter(({ pointer }) => pointer.includes('!')) : [],
});

/** An import from choosing the form to what it did. Everything is asked of the API; nothing is taken before it was shown. */
export function useImport(): { readonly work: ImportWork; readonly check: (sent: SentForm) => Promise<void>; readonly take: () => Promise<void>; readonly restart: () => void } {
  const client = useQueryClient();
  const [work, setWork] = useState<ImportWork>({ stage: 'asking', sent: null, report: null, refusal: null });
  const refuse = (sent: SentForm, refusal: Omit<Refusal, 'attempt'>): void => setWork((before) => ({ stage: 'asking', sent, report: null, refusal: { ...refusal, attempt: (before.refusal?.attempt ?? 0) + 1 } }));
  const send = async (sent: SentForm, dryRun: boolean): Promise<void> => {
    const long = tooLong(sent.content);
    if (long) return refuse(sent, long);
    setWork((before) => ({ ...before, stage: dryRun ? 'checking' : 'taking', sent, refusal: before.refusal && { ...before.refusal, detail: '' } }));
    try {
      const report = await call<ImportReport>(`/imports/${sent.kind}?plan=${sent.planId}&dryRun=${dryRun}`, { method: 'PUT', file: sent.content });
      setWork({ stage: dryRun ? 'checked' : 'taken', sent, report, refusal: null });
      if (!dryRun) await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    } catch (error) {
      refuse(sent, refusalOf(error));
    }
  };
  return {
    work,
    check: (sent) => send(sent, true),
    take: async () => (work.sent ? send(work.sent, false) : undefined),
    restart: () => setWork({ stage: 'asking', sent: null, report: null, refusal: null }),
  };
}
