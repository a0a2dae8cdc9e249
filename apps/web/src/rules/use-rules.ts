import { useQuery } from '@tanstack/react-query';

type Rules = typeof import('./live.js');

/** The rules of the core in the browser; null until they are here, and everything works without them meanwhile. */
export function useRules(): Rules | null {
  return useQuery({ queryKey: ['rules'], queryFn: () => import('./live.js'), staleTime: Infinity, gcTime: Infinity }).data ?? null;
}
