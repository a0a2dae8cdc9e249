import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react';
import { classes } from './classes.js';

/** A table in a region of its own that scrolls, so that the page never does. */
export function Table({ caption, children, showCaption = false, dense = true }: { readonly caption: string; readonly children: ReactNode; readonly showCaption?: boolean; readonly dense?: boolean }) {
  return (
    <div data-scrolls role="region" aria-label={`${caption}（表）`} tabIndex={0} className="relative max-w-full overflow-x-auto">
      <table className={classes('w-full border-collapse', dense ? 'text-dns-16N-130' : 'text-std-16N-170')}>
        <caption className={showCaption ? 'text-std-16B-170 py-2 text-left' : 'sr-only'}>{caption}</caption>
        {children}
      </table>
    </div>
  );
}

/** The heading of a column. */
export function Th({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return <th scope="col" {...rest} className={classes('border-b-2 border-solid-gray-900 bg-solid-gray-50 px-3 py-2 text-left align-bottom text-dns-14B-130 whitespace-nowrap', className)} />;
}

/** The heading of a row. */
export function RowTh({ className, ...rest }: ThHTMLAttributes<HTMLTableCellElement>) {
  return <th scope="row" {...rest} className={classes('border-b border-solid-gray-420 px-3 py-2 text-left align-top font-400', className)} />;
}

/** A cell; `figure` sets numbers to the right. */
export function Td({ className, figure = false, ...rest }: TdHTMLAttributes<HTMLTableCellElement> & { readonly figure?: boolean }) {
  return <td {...rest} className={classes('border-b border-solid-gray-420 px-3 py-2 align-top', figure && 'text-right tabular-nums whitespace-nowrap', className)} />;
}
