import { useRouter } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';

/** A link of which a table holds hundreds: it goes where it says without watching the address, as the links of menus do. */
export function RowLink({ href, children, ...rest }: { readonly href: string; readonly children: ReactNode } & Pick<AnchorHTMLAttributes<HTMLAnchorElement>, 'className' | 'aria-current'>) {
  const router = useRouter();
  const go = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // The press is painted first; what it leads to is work of its own.
    setTimeout(() => router.history.push(href));
  };
  return <a {...rest} href={href} onClick={go}>{children}</a>;
}

/** The address of one proposal, with the list that one comes from. */
export const proposalHref = (cycleId: string, proposalId: string, from: string): string => `/cycles/${cycleId}/proposals/${proposalId}?from=${from}`;
