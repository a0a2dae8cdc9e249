/** Which room may import which. The reason is printed with every refusal. */
const rooms = {
  core: [],
  config: [],
  db: ['core', 'config'],
  views: ['core', 'db'],
  services: ['core', 'db', 'views', 'sheets', 'documents'],
  sheets: ['core'],
  documents: ['core'],
};
const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `libs/${room} may import only ${allowed.length ? allowed.map((name) => `libs/${name}`).join(', ') : 'no other room'}: imports go down only.`,
  from: { path: `^libs/${room}/` },
  to: { path: '^(libs|apps)/', pathNot: `^libs/(${[room, ...allowed].join('|')})/` },
}));
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'A cycle means that two files are one thought.', from: {}, to: { circular: true } },
    ...roomRules,
    { name: 'enter-by-the-index', severity: 'error', comment: 'Another room is entered by its index.ts.', from: { path: '^(apps|libs)/([^/]+)/' }, to: { path: '^libs/([^/]+)/src/(?!index\\.ts$)', pathNot: '^libs/$2/' } },
    { name: 'apps-stay-apart', severity: 'error', comment: 'One app never imports another.', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    { name: 'api-never-touches-the-queue', severity: 'error', comment: 'The api leaves messages in the outbox; the worker carries them.', from: { path: '^apps/api/' }, to: { path: 'node_modules/(bullmq|ioredis|nodemailer)/' } },
    { name: 'core-is-pure', severity: 'error', comment: 'The rules do no I/O and run in the browser too.', from: { path: '^libs/core/src/', pathNot: '\\.spec\\.ts$' }, to: { dependencyTypes: ['core'] } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules/.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
