import { useState, type ReactNode } from 'react';
import type { Proposal } from '../../api/types.js';
import { dayOf, eraDayOf, EraDateField, type EraDay } from '../../design/era-date.js';
import { Select, TextField } from '../../design/field.js';
import type { ActualDraft } from '../../drafts/actual-draft.js';
import type { Autosave } from '../../drafts/autosave.js';
import { useDraft } from '../../drafts/use-autosave.js';
import { yearName } from '../../words/time.js';
import { Checks, Meaning, type FormPart } from './form-fields.js';

/** When the figure will be final. What is typed stays in the fields; it is kept as soon as it is a day, or nothing. */
function ExpectedDay({ day, onChange }: { readonly day: string | null; readonly onChange: (day: string | null) => void }) {
  const [typed, setTyped] = useState<EraDay>(() => eraDayOf(day));
  const isBlank = Object.values(typed).every((text) => text.trim() === '');
  const change = (next: EraDay): void => {
    setTyped(next);
    onChange(dayOf(next));
  };
  const isWhole = Object.values(typed).every((text) => text.trim() !== '');
  return <EraDateField id="f-expected" legend="確定する見込みの日" value={typed} onChange={change} error={!isBlank && isWhole && dayOf(typed) === null ? '暦にある日付を入れてください。' : undefined} />;
}

interface ActualGiven {
  readonly proposal: Proposal;
  readonly saver: Autosave<ActualDraft>;
  readonly part: FormPart;
  /** Where the whole is made of what municipalities report apart, their own fields stand above it. */
  readonly apart: ReactNode;
}

const ofWhole = '値がないときは「実績なし」または「未集計」と入力し、理由を備考に書いてください。';
const besideParts = '市町村の値から計算するときは、空欄のままにします。全体の値が別に決まっているときだけ入力してください。';

/** The actual of the year under review, with its meaning, its standing and its remarks. */
export function ActualFields({ proposal, saver, part, apart }: ActualGiven) {
  const { content } = useDraft(saver);
  const needsNote = part.read(content.text)?.status === 'missing' && content.text.trim() !== '';
  return (
    <div className="space-y-4">
      {apart}
      <div className="flex flex-wrap gap-x-6 gap-y-4">
        <div className="grow basis-64">
          <TextField
            id="f-actual" label={`${yearName(proposal.fiscalYear)}の実績値`} must={!apart} optional={Boolean(apart)} support={apart ? besideParts : ofWhole} value={content.text}
            onChange={(text) => saver.type({ ...content, text })} error={part.errorOf('f-actual')} note={<Meaning value={part.read(content.text)} isExplained={content.note.trim() !== ''} />}
          />
        </div>
        <Select id="f-settlement" label="値の区分" value={content.settlement} onChange={(settlement) => saver.type({ ...content, settlement: settlement as typeof content.settlement, expectedOn: settlement === 'final' ? null : content.expectedOn })} options={[{ value: 'final', label: '確定' }, { value: 'expected', label: '見込' }, { value: 'preliminary', label: '速報' }]} />
      </div>
      {content.settlement === 'final' ? null : <ExpectedDay day={content.expectedOn} onChange={(expectedOn) => saver.type({ ...content, expectedOn })} />}
      <TextField id="f-note" label="実績の備考" must={needsNote} optional={!needsNote} width="max-w-160" maxLength={4_000} value={content.note} onChange={(note) => saver.type({ ...content, note })} error={part.errorOf('f-note')} />
      <Checks checks={part.checksOf(`/actuals/${proposal.fiscalYear}`)} />
    </div>
  );
}
