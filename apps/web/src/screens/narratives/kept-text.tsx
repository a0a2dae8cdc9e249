import { useState } from 'react';
import type { KeptHere } from '../../drafts/kept-here.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { momentName } from '../../words/time.js';
import type { NarrativeDraft } from './narrative-draft.js';

interface KeptGiven {
  readonly texts: readonly KeptHere<NarrativeDraft>[];
  readonly onGoOn: (kept: KeptHere<NarrativeDraft>) => void;
  readonly onGiveUp: (kept: KeptHere<NarrativeDraft>) => void;
}

const timeOf = ({ at }: KeptHere<NarrativeDraft>): string => momentName(new Date(at).toISOString());

function GiveUpDialog({ kept, onClose, onGiveUp }: { readonly kept: KeptHere<NarrativeDraft>; readonly onClose: () => void; readonly onGiveUp: () => void }) {
  return (
    <Dialog title="残っている本文を捨てますか" onClose={onClose} actions={<><Button look="danger" onClick={onGiveUp}>捨てる</Button><Button look="quiet" onClick={onClose}>残しておく</Button></>}>
      <p>{timeOf(kept)}に書いた、保存していない本文を消します。保存されている本文は変わりません。取り消せません。</p>
    </Dialog>
  );
}

/** Offers back what the person wrote here and did not save: the window was closed, the session ended, or the line was cut. */
export function KeptTexts({ texts, onGoOn, onGiveUp }: KeptGiven) {
  const [asked, setAsked] = useState<KeptHere<NarrativeDraft> | null>(null);
  if (texts.length === 0) return null;
  return (
    <>
      <Banner tone="warning" title="保存していない本文が残っています">
        <p>この端末で書いて、保存しないまま閉じた本文です。ほかの人には見えません。</p>
        <ul className="mt-2 space-y-4">
          {texts.map((kept) => (
            <li key={kept.slot} className="border-t border-solid-gray-420 pt-2">
              <p className="font-700">{kept.content.title.trim() || '（見出しなし）'}　{timeOf(kept)}まで書いたもの</p>
              <p className="line-clamp-3 whitespace-pre-wrap break-all">{kept.content.markdown.trim() || '（本文は空です）'}</p>
              <div className="mt-2 flex flex-wrap gap-3">
                <Button size="small" look="main" onClick={() => onGoOn(kept)}>続きから書く</Button>
                <Button size="small" onClick={() => setAsked(kept)}>捨てる</Button>
              </div>
            </li>
          ))}
        </ul>
      </Banner>
      {asked ? <GiveUpDialog kept={asked} onClose={() => setAsked(null)} onGiveUp={() => { setAsked(null); onGiveUp(asked); }} /> : null}
    </>
  );
}
