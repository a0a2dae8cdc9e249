import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callForFile } from '../../api/call.js';
import { sentenceOf } from '../../api/problem.js';
import { reads } from '../../api/queries.js';
import type { Verification } from '../../api/types.js';
import { Banner } from '../../design/banner.js';
import { Button } from '../../design/button.js';
import { Chip } from '../../design/marks.js';
import { Loaded, Part } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { handOver } from '../../shell/hand-over.js';
import { breakWord } from '../../words/audit.js';

type Chain = Verification['chains'][number];

function breakSentence({ breaksAt, holds }: Chain): string {
  if (holds || !breaksAt) return 'すべての記録がつながっています。';
  return `${breaksAt.number === null ? `記録${breaksAt.eventId}` : `${breaksAt.number}番目の記録`}で、${breakWord(breaksAt.reason)}。`;
}

function Chains({ chains, nameOf }: { readonly chains: readonly Chain[]; readonly nameOf: (chain: string) => string }) {
  return (
    <details className="mt-2">
      <summary className="py-2">まとまりごとの結果を見る</summary>
      <Table caption="まとまりごとの結果">
        <thead><tr><Th>まとまり</Th><Th>結果</Th><Th className="text-right">記録の数</Th><Th>最後の記録の指紋（SHA-256）</Th></tr></thead>
        <tbody>
          {chains.map((chain) => (
            <tr key={chain.chain}>
              <RowTh>{nameOf(chain.chain)}</RowTh><Td><Chip mark={chain.holds ? 'done' : 'no'}>{chain.holds ? '異常なし' : '異常あり'}</Chip><span className="mt-1 block">{breakSentence(chain)}</span></Td>
              <Td figure>{chain.events}件</Td><Td className="min-w-64 font-mono text-dns-14N-130 break-all">{chain.head ?? '—'}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </details>
  );
}

/** Whether the records are still as they were written, in words, and the chain to check without this server. */
export function VerificationPart() {
  const verification = useQuery(reads.auditVerification());
  const plans = useQuery(reads.plans()).data?.items ?? [];
  const [refused, setRefused] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const nameOf = (chain: string): string => (chain === 'installation' ? 'システム全体（利用者とサインイン）' : plans.find(({ partnership }) => partnership.id === chain)?.partnership.name ?? 'ほかの圏域');
  const download = async (): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      handOver(await callForFile('/audit/export'));
    } catch (error) {
      setRefused(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Part title="記録は書き換えられていないか">
      <Loaded read={verification}>
        {({ holds, chains }) => {
          const total = chains.reduce((sum, { events }) => sum + events, 0);
          const broken = chains.filter((chain) => !chain.holds);
          return (
            <>
              {holds
                ? <Banner tone="success" title={`${total}件の記録に、書き換えや欠けはありません`}>記録は一つ前の記録とつながっています。今、はじめから計算し直して確かめました。</Banner>
                : <Banner tone="error" title="記録に、書き換えか欠けがあります" speaks><ul className="list-disc pl-6">{broken.map((chain) => <li key={chain.chain}>{nameOf(chain.chain)}：{breakSentence(chain)}</li>)}</ul><p>すぐに情報システム担当に知らせ、バックアップと突き合わせてください。</p></Banner>}
              <Chains chains={chains} nameOf={nameOf} />
            </>
          );
        }}
      </Loaded>
      {refused ? <Banner tone="error" title="ダウンロードできませんでした" speaks>{refused}</Banner> : null}
      <div className="mt-3 flex flex-wrap gap-3 print:hidden">
        <Button size="small" onClick={() => void verification.refetch()} off={verification.isFetching}>{verification.isFetching ? '確かめています…' : 'もう一度確かめる'}</Button>
        <Button size="small" off={isBusy} onClick={() => void download()}>{isBusy ? '用意しています…' : 'すべての記録をダウンロードする'}</Button>
      </div>
      <p className="mt-2 text-dns-16N-130">ダウンロードした記録は、このサーバーがなくても確かめられます（npm run audit:verify）。</p>
    </Part>
  );
}
