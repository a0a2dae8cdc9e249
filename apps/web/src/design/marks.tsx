import { stateLook, type Mark } from '../words/states.js';
import { classes } from './classes.js';

const paths: Readonly<Record<Mark, string>> = {
  empty: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11z',
  half: 'M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11zM8 2.5v11',
  waiting: 'M4 3l9 5l-9 5z',
  back: 'M6.5 3.5L2.5 7.5l4 4M3 7.5h6.5a3.5 3.5 0 0 1 0 5.5H7',
  done: 'M2.5 8.5l3.5 3.5l7.5-8',
  table: 'M2.5 3.5h11v9h-11zM2.5 7h11M8 7v5.5',
  no: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
};
const looks: Readonly<Record<Mark, string>> = {
  empty: 'border-solid-gray-600 bg-white text-solid-gray-800',
  half: 'border-key-900 bg-key-50 text-key-1000',
  waiting: 'border-yellow-1000 bg-yellow-50 text-yellow-1200',
  back: 'border-error-1 bg-red-50 text-red-1000',
  done: 'border-green-800 bg-green-50 text-green-1000',
  table: 'border-purple-700 bg-purple-50 text-purple-1000',
  no: 'border-solid-gray-800 bg-solid-gray-100 text-solid-gray-900',
};

/** A small picture whose words stand beside it. */
export function MarkIcon({ mark, className }: { readonly mark: Mark; readonly className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={classes('size-4 shrink-0', className)} aria-hidden="true" fill={mark === 'waiting' ? 'currentColor' : 'none'} stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
      <path d={paths[mark]} />
    </svg>
  );
}

/** Words in a frame, told apart by shape, word and colour. */
export function Chip({ mark, children }: { readonly mark: Mark; readonly children: string }) {
  return (
    <span className={classes('inline-flex items-center gap-1 rounded-4 border px-2 py-1 text-oln-14B-100 whitespace-nowrap', looks[mark])}>
      <MarkIcon mark={mark} />
      {children}
    </span>
  );
}

/** Where a proposal is. */
export function StateChip({ state, version }: { readonly state: string; readonly version: number }) {
  const { word, mark } = stateLook(state, version);
  return <Chip mark={mark}>{word}</Chip>;
}
