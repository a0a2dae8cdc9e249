import { useSyncExternalStore } from 'react';
import { connection } from '../api/connection.js';
import { clock } from '../words/time.js';
import type { SaveState } from './autosave.js';

/** Where the draft stands, in words; read out when it changes. */
export function SaveStatus({ state }: { readonly state: SaveState }) {
  const isUp = useSyncExternalStore(connection.subscribe, connection.isUp);
  return <p role="status" className="text-dns-16N-130 text-solid-gray-700 print:hidden">{wordsOf(state, isUp)}</p>;
}

function wordsOf(state: SaveState, isUp: boolean): string {
  switch (state.kind) {
    case 'saved':
      return state.at ? `${clock(state.at)}に下書きを保存しました` : '入力すると、下書きが自動で保存されます';
    case 'typed':
      return '入力中…';
    case 'sending':
      return isUp ? '下書きを保存しています…' : '接続が切れています。つながったら保存します';
    case 'conflict':
      return 'ほかの人が先に更新しました。どちらを残すかを選んでください';
    case 'refused':
      return '下書きを保存できていません';
  }
}
