import { Chip } from '../../design/marks.js';
import { RowTh, Table, Td, Th } from '../../design/table.js';
import { classes } from '../../design/classes.js';

/** One thing that the review may change: as it is in force, and as it is proposed. */
export interface Change {
  readonly word: string;
  readonly now: string;
  readonly proposed: string;
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '');

/** Old beside new; what changes says so in words and by its marks, not by colour alone. */
export function OldNew({ changes, caption = '現行と見直し案の比較', headings = ['現行', '見直し案'] }: { readonly changes: readonly Change[]; readonly caption?: string; readonly headings?: readonly [string, string] }) {
  return (
    <Table caption={caption}>
      <thead><tr><Th className="w-24">項目</Th><Th>{headings[0]}</Th><Th>{headings[1]}</Th></tr></thead>
      <tbody>
        {changes.map(({ word, now, proposed }) => {
          const isChanged = now !== '' && proposed.trim() !== '' && plain(now) !== plain(proposed);
          return (
            <tr key={word} className={classes(isChanged && 'bg-yellow-50')}>
              <RowTh>{word}{isChanged ? <span className="mt-1 block"><Chip mark="half">変更</Chip></span> : null}</RowTh>
              <Td className="whitespace-pre-wrap">{isChanged && now ? <del>{now}</del> : now || '—'}</Td>
              <Td className="whitespace-pre-wrap">{isChanged ? <ins>{proposed}</ins> : proposed || '—'}</Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
