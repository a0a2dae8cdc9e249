import { useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

/** A link of which a table holds hundreds: it goes where it says without watching the address, as the links of menus do. */
export function RowLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const router = useRouter();
  const go = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(href);
  };
  return <a href={href} onClick={go}>{children}</a>;
}

/** The address of one proposal, with the list that one comes from. */
export const proposalHref = (cycleId: string, proposalId: string, from: string): string => `/cycles/${cycleId}/proposals/${proposalId}?from=${from}`;
