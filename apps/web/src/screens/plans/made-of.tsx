import { useQuery, useQueryClient } from '@tanstack/react-query';
import { aggregationRules, aggregationWords, fiscalYearIn, type AggregationRule } from '#core';
import { useEffect, useRef, useState } from 'react';
import { call } from '../../api/call.js';
import { Problem, sentenceOf } from '../../api/problem.js';
import { reads, useMe } from '../../api/queries.js';
import type { IndicatorLife } from '../../api/types.js';
import { Banner, ErrorSummary } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Dialog } from '../../design/dialog.js';
import { Select, TextField } from '../../design/field.js';
import { Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { announce } from '../../shell/announcer.js';
import { coordinatesPlan } from '../../words/roles.js';
import { yearName } from '../../words/time.js';

/** A rule as it is typed. */
interface TypedRule {
  readonly year: string;
  readonly rule: AggregationRule;
}

const mostRules = 20;
const options = aggregationRules.map((rule) => ({ value: rule, label: aggregationWords[rule] }));
const isRule = (value: string): value is AggregationRule => aggregationRules.some((one) => one === value);

function errorsOf(rules: readonly TypedRule[]): readonly { readonly id: string; readonly message: string }[] {
  const years = rules.map(({ year }) => fiscalYearIn(year));
  return years.flatMap((year, at) => {
    if (year === null || year < 1950 || year > 2200) return [{ id: `rule-year-${at}`, message: `決め方${at + 1}の年度を「令和6年度」のように入力してください。` }];
    return years.indexOf(year) < at ? [{ id: `rule-year-${at}`, message: `決め方${at + 1}と同じ年度の決め方が、ほかにあります。年度ごとに一つにしてください。` }] : [];
  });
}

interface RulesGiven {
  readonly rules: readonly TypedRule[];
  readonly onChange: (rules: readonly TypedRule[]) => void;
  readonly errorOf: (id: string) => string | undefined;
}

/** The rules in the order they were typed; a row that is added or taken out moves the focus to where the person goes on. */
function Rules({ rules, onChange, errorOf }: RulesGiven) {
  const [goTo, setGoTo] = useState<string | null>(null);
  const add = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (goTo === null) return;
    (document.getElementById(goTo) ?? add.current?.querySelector('button'))?.focus();
    setGoTo(null);
  }, [goTo]);
  const set = (at: number, change: Partial<TypedRule>): void => onChange(rules.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <fieldset className="space-y-4">
      <legend className="text-std-16B-170">年度ごとの決め方</legend>
      {rules.length === 0 ? <p>決め方はありません。どの年度も「{aggregationWords.lead_only}」になります。</p> : null}
      {rules.map(({ year, rule }, at) => (
        <div key={at} className="flex flex-wrap items-start gap-4">
          <TextField id={`rule-year-${at}`} label={`決め方${at + 1}：いつの年度から`} must width="max-w-44" maxLength={20} value={year} onChange={(typed) => set(at, { year: typed })} error={errorOf(`rule-year-${at}`)} />
          <Select id={`rule-rule-${at}`} label={`決め方${at + 1}：全体の値`} must value={rule} onChange={(value) => { if (isRule(value)) set(at, { rule: value }); }} options={options} />
          <Button size="small" className="sm:mt-8" onClick={() => { onChange(rules.filter((_, index) => index !== at)); setGoTo(''); }}>外す<span className="sr-only">：決め方{at + 1}</span></Button>
        </div>
      ))}
      {rules.length < mostRules ? <span ref={add}><Button size="small" onClick={() => { onChange([...rules, { year: '', rule: 'sum' }]); setGoTo(`rule-year-${rules.length}`); }}>決め方を足す</Button></span> : null}
    </fieldset>
  );
}

function MadeOfDialog({ life, onClose }: { readonly life: IndicatorLife; readonly onClose: () => void }) {
  const client = useQueryClient();
  const [rules, setRules] = useState<readonly TypedRule[]>(() => life.aggregation.map(({ fromYear, rule }) => ({ year: yearName(fromYear), rule })));
  const [attempt, setAttempt] = useState(0);
  const [refused, setRefused] = useState<string | null>(null);
  const errors = attempt === 0 ? [] : errorsOf(rules);
  const save = async (): Promise<void> => {
    setAttempt(attempt + 1);
    setRefused(null);
    if (errorsOf(rules).length > 0) return;
    const aggregation = rules.map(({ year, rule }) => ({ fromYear: fiscalYearIn(year) ?? 0, rule })).sort((one, other) => one.fromYear - other.fromYear);
    try {
      await call(`/indicators/${life.id}`, { method: 'PATCH', body: { aggregation } });
      announce('全体の値の決め方を変えました。');
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['indicator', 'plan', 'cycle', 'proposal'].includes(String(queryKey[0])) });
      onClose();
    } catch (error) {
      setRefused([sentenceOf(error), ...(error instanceof Problem ? error.errors.map(({ message }) => message) : [])].join(' '));
    }
  };
  return (
    <Dialog wide title="全体の値の決め方" onClose={onClose} actions={<><Button look="main" onClick={() => void save()}>変える</Button><Button look="quiet" onClick={onClose}>やめる</Button></>}>
      <ErrorSummary errors={errors} attempt={attempt} />
      {refused ? <Banner tone="error" title="変えられませんでした" speaks>{refused}</Banner> : null}
      <p>市町村が別々に報告する実績から、圏域全体の値をどう作るかを決めます。年度は「令和6年度」「R6」のように入力します。</p>
      <Rules rules={rules} onChange={setRules} errorOf={(id) => errors.find((one) => one.id === id)?.message} />
      <p>全体の値と達成率、見直しの確認は、変えた決め方で計算し直します。全体の値を直接入力した年度と、確定した文書は変わりません。</p>
    </Dialog>
  );
}

/** The years for which a rule holds: until the year before the next one's. */
function spanOf(from: number, next: number | undefined): string {
  if (next === undefined) return `${yearName(from)}から`;
  return next - 1 === from ? `${yearName(from)}だけ` : `${yearName(from)}から${yearName(next - 1)}まで`;
}

/** How the value of the whole is made of what the municipalities report apart, year by year; said only where there is more than one of them. */
export function MadeOf({ life }: { readonly life: IndicatorLife }) {
  const me = useMe();
  const plan = useQuery(reads.plan(life.planId)).data;
  const [isOpen, setOpen] = useState(false);
  if (life.aggregation.length === 0 && (plan?.municipalities.length ?? 1) < 2) return null;
  const mayChange = me !== null && coordinatesPlan(me, life.planId) && life.endedAt === null;
  const rules = [...life.aggregation].sort((one, other) => one.fromYear - other.fromYear);
  return (
    <Part title="全体の値の決め方" aside={mayChange ? <Button size="small" onClick={() => setOpen(true)}>全体の値の決め方を変える</Button> : null}>
      {rules.length === 0 ? <p>どの年度も「{aggregationWords.lead_only}」です。</p> : (
        <div className="max-w-160">
          <Table caption="全体の値の決め方">
            <thead><tr><Th>年度</Th><Th>全体の値</Th></tr></thead>
            <tbody>{rules.map(({ fromYear, rule }, at) => <tr key={fromYear}><RowTh className="whitespace-nowrap">{spanOf(fromYear, rules[at + 1]?.fromYear)}</RowTh><Td>{aggregationWords[rule]}</Td></tr>)}</tbody>
          </Table>
        </div>
      )}
      {isOpen ? <MadeOfDialog life={life} onClose={() => setOpen(false)} /> : null}
    </Part>
  );
}
