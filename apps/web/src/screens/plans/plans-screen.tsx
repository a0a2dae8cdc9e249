import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { fiscalYearName } from '#core';
import { reads } from '../../api/queries.js';
import { Empty, Loaded, PageFrame } from '../../design/page.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';

/** The plans that the person may know of. */
export function PlansScreen() {
  const plans = useQuery(reads.plans());
  return (
    <PageFrame title="計画と指標">
      <Loaded read={plans}>
        {({ items }) => items.length === 0 ? <Empty title="見られる計画はありません">役割の割り当てを、システム管理者に確かめてください。</Empty> : (
          <Table caption="計画の一覧">
            <thead><tr><Th>計画</Th><Th>期間</Th><Th>市町村</Th></tr></thead>
            <tbody>{items.map((plan) => <tr key={plan.id}><RowTh><Link to="/plans/$planId" params={{ planId: plan.id }}>{plan.title}</Link></RowTh><Td className="whitespace-nowrap">{fiscalYearName(plan.fromYear)}〜{fiscalYearName(plan.toYear)}</Td><Td>{plan.municipalities.map(({ name, central }) => `${name}${central && plan.municipalities.length > 1 ? '（中心市）' : ''}`).join('、')}</Td></tr>)}</tbody>
          </Table>
        )}
      </Loaded>
    </PageFrame>
  );
}
