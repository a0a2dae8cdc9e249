import { QueryClient } from '@tanstack/react-query';
import { connection } from './connection.js';
import { Problem } from './problem.js';

/** What was fetched, for the whole app. A refusal is an answer and is not asked for again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => !(error instanceof Problem) && error.name !== 'Unreachable' && count < 1,
    },
  },
});

connection.subscribe(() => {
  if (connection.isUp()) void queryClient.invalidateQueries();
});
