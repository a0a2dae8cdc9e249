import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { queryClient } from './api/client.js';
import { agendaFilter, reads } from './api/queries.js';
import { Banner } from './design/banner.js';
import { PageFrame, Waiting } from './design/page.js';
import { TasksScreen } from './screens/tasks.js';
import { ScreenFailed, Shell } from './shell/shell.js';

/** Every state of a screen stands in its address, as text; what is not text is left out. */
const texts = <Name extends string>(...names: readonly Name[]) => (search: Record<string, unknown>): { readonly [K in Name]?: string } =>
  Object.fromEntries(names.flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  })) as { readonly [K in Name]?: string };

function NothingHere() {
  return (
    <PageFrame title="画面が見つかりません" crumbs={[{ label: '自分の仕事', to: '/' }]}>
      <Banner tone="info" title="このアドレスの画面はありません">アドレスが途中で切れていないかを確かめるか、「自分の仕事」から開き直してください。</Banner>
    </PageFrame>
  );
}

/** Asks for what a screen will show while its code is still on the way; the screen itself says when something fails. */
function ahead(...wanted: readonly { readonly queryKey: readonly unknown[] }[]): void {
  for (const one of wanted) void queryClient.prefetchQuery(one);
}

const root = createRootRoute({ component: Shell, notFoundComponent: NothingHere });
const routeTree = root.addChildren([
  createRoute({ getParentRoute: () => root, path: '/', loader: () => ahead(reads.tasks()), component: TasksScreen }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/proposals/$proposalId', validateSearch: texts('from'), loader: ({ params: { cycleId, proposalId } }) => ahead(reads.proposal(proposalId), reads.cycle(cycleId), reads.plans()), component: lazyRouteComponent(() => import('./screens/review/proposal-screen.js'), 'ProposalScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/actuals', validateSearch: texts('department'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans()), component: lazyRouteComponent(() => import('./screens/actuals/actuals-screen.js'), 'ActualsScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/decisions', validateSearch: texts('department'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans()), component: lazyRouteComponent(() => import('./screens/decisions/decisions-screen.js'), 'DecisionsScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/submission', validateSearch: texts('department'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans()), component: lazyRouteComponent(() => import('./screens/submission/submission-screen.js'), 'SubmissionScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/new', validateSearch: texts('department'), component: lazyRouteComponent(() => import('./screens/review/new-indicator-screen.js'), 'NewIndicatorScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles', component: lazyRouteComponent(() => import('./screens/cycle/cycles-screen.js'), 'CyclesScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId', validateSearch: texts('department', 'state', 'q', 'cursor'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans(), reads.progress(id)), component: lazyRouteComponent(() => import('./screens/cycle/progress-screen.js'), 'ProgressScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/acts', loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.cycleHistory(id)), component: lazyRouteComponent(() => import('./screens/cycle/acts-screen.js'), 'ActsScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/documents', loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.documents(id)), component: lazyRouteComponent(() => import('./screens/documents/documents-screen.js'), 'DocumentsScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/agenda', validateSearch: texts('page'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans(), reads.sheet(id, agendaFilter)), component: lazyRouteComponent(() => import('./screens/agenda/agenda-screen.js'), 'AgendaScreen') }),
  createRoute({ getParentRoute: () => root, path: '/cycles/$cycleId/import', validateSearch: texts('form', 'by'), loader: ({ params: { cycleId: id } }) => ahead(reads.cycle(id), reads.plans()), component: lazyRouteComponent(() => import('./screens/import/import-screen.js'), 'CycleImportScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans', component: lazyRouteComponent(() => import('./screens/plans/plans-screen.js'), 'PlansScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId', validateSearch: texts('department', 'q', 'cursor'), component: lazyRouteComponent(() => import('./screens/plans/plan-screen.js'), 'PlanScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId/indicators/$indicatorId', component: lazyRouteComponent(() => import('./screens/plans/indicator-screen.js'), 'IndicatorScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId/import', validateSearch: texts('form', 'by'), component: lazyRouteComponent(() => import('./screens/import/import-screen.js'), 'PlanImportScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId/links', validateSearch: texts('cursor'), component: lazyRouteComponent(() => import('./screens/plans/links-screen.js'), 'LinksScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId/grade-scales', component: lazyRouteComponent(() => import('./screens/plans/grade-scales-screen.js'), 'GradeScalesScreen') }),
  createRoute({ getParentRoute: () => root, path: '/plans/$planId/narratives', validateSearch: texts('chapter', 'view'), component: lazyRouteComponent(() => import('./screens/narratives/narratives-screen.js'), 'NarrativesScreen') }),
  createRoute({ getParentRoute: () => root, path: '/audit', validateSearch: texts('subject', 'actor', 'from', 'to', 'cursor'), component: lazyRouteComponent(() => import('./screens/audit/audit-screen.js'), 'AuditScreen') }),
  createRoute({ getParentRoute: () => root, path: '/people', validateSearch: texts('q', 'role', 'page', 'person'), component: lazyRouteComponent(() => import('./screens/people/people-screen.js'), 'PeopleScreen') }),
  createRoute({ getParentRoute: () => root, path: '/help', component: lazyRouteComponent(() => import('./screens/help/help-screen.js'), 'HelpScreen') }),
  createRoute({ getParentRoute: () => root, path: '/accessibility', component: lazyRouteComponent(() => import('./screens/help/help-screen.js'), 'AccessibilityScreen') }),
]);

/** The addresses of the app. A screen's code is fetched when it is first opened. */
export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultErrorComponent: ScreenFailed,
  defaultPendingComponent: () => <Waiting />,
  // Texts in the address stay as they were typed: no quotes around a number.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const given = Object.entries(search as Record<string, unknown>).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, String(value)]]));
    return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
