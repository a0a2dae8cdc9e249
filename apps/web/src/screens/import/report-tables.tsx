import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import type { ImportItem, ImportReport } from '../../api/types.js';
import { Chip } from '../../design/marks.js';
import { More } from '../../design/more.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';

type Finding = Pick<ImportReport['findings'][number], 'cell' | 'message'> & { readonly text?: string };

/** The name of the cell's row in the list of what has to be put right; error summaries lead there. */
export const faultId = (index: number): string => `import-fault-${index}`;
export const faultsPerPage = 20;

/** What the form's cells lack or what should be looked at, one row a cell. */
export function FindingsTable({ findings, caption, areFaults = false }: { readonly findings: readonly Finding[]; readonly caption: string; readonly areFaults?: boolean }) {
  const rows = findings.map((finding, index) => ({ ...finding, index }));
  return (
    <More items={rows} step={faultsPerPage} noun="件">
      {(shown) => (
        <Table caption={caption}>
          <thead><tr><Th>セル</Th><Th>内容</Th><Th>書いてあること</Th></tr></thead>
          <tbody>
            {shown.map(({ cell, message, text, index }) => (
              <tr key={index}>
                <RowTh id={areFaults ? faultId(index) : undefined} tabIndex={areFaults ? -1 : undefined} className="whitespace-nowrap">{cell}</RowTh>
                <Td className="min-w-64">{message}</Td><Td className="whitespace-pre-wrap">{text || '—'}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </More>
  );
}

/** What both sides changed: both values, and why the form's is not taken. */
export function ConflictsTable({ items }: { readonly items: readonly ImportItem[] }) {
  const rows = items.flatMap((item) => item.conflicts.map((conflict) => ({ ...conflict, name: item.name })));
  return (
    <More items={rows} step={20} noun="か所">
      {(shown) => (
        <Table caption="取り込まない欄">
          <thead><tr><Th>セル</Th><Th>指標と項目</Th><Th>今の内容（残します）</Th><Th>様式の内容（取り込みません）</Th><Th>理由</Th></tr></thead>
          <tbody>
            {shown.map(({ cell, field, name, label, kept, sent, reason }) => (
              <tr key={`${cell} ${field}`}>
                <RowTh className="whitespace-nowrap">{cell}</RowTh><Td className="min-w-48">{name}<span className="block text-dns-14N-130">{label}</span></Td>
                <Td className="min-w-40 whitespace-pre-wrap"><b>{kept || '（空欄）'}</b></Td><Td className="min-w-40 whitespace-pre-wrap">{sent || '（空欄）'}</Td><Td className="min-w-48">{reason}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </More>
  );
}

interface ChangesGiven {
  readonly items: readonly ImportItem[];
  /** Once it is done, each row leads to its proposal. */
  readonly cycleId: string | null;
}

function Name({ item, cycleId }: { readonly item: ImportItem; readonly cycleId: string | null }) {
  if (!cycleId || !item.proposalId) return <>{item.name}</>;
  return <Link to="/cycles/$cycleId/proposals/$proposalId" params={{ cycleId, proposalId: item.proposalId }} search={{ from: 'department' }}>{item.name}</Link>;
}

/** What is created and changed: each cell of the form with the old value beside the new one. */
export function ChangesTable({ items, cycleId }: ChangesGiven) {
  return (
    <More items={items} step={15} noun="件">
      {(shown) => (
        <Table caption="取り込む内容">
          <thead><tr><Th>指標</Th><Th>セル</Th><Th>項目</Th><Th>今の内容</Th><Th>取り込む内容</Th></tr></thead>
          <tbody>
            {shown.map((item) => (
              <Fragment key={item.cell}>
                {item.changes.map((change, index) => (
                  <tr key={change.field}>
                    {index === 0 ? (
                      <RowTh scope="rowgroup" rowSpan={item.changes.length} className="max-w-64">
                        <Name item={item} cycleId={cycleId} />
                        <span className="mt-1 block">{item.kind === 'created' ? <Chip mark="waiting">新しく作る</Chip> : <Chip mark="half">変更</Chip>}</span>
                      </RowTh>
                    ) : null}
                    <Td className="whitespace-nowrap">{change.cell}</Td><Td>{change.label}</Td>
                    <Td className="max-w-80 whitespace-pre-wrap">{change.old ? <del>{change.old}</del> : '（空欄）'}</Td>
                    <Td className="max-w-100 whitespace-pre-wrap">{change.new ? <ins>{change.new}</ins> : item.kind === 'created' ? '（空欄）' : '（空欄にします）'}</Td>
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </Table>
      )}
    </More>
  );
}
