// The arrows of docs/architecture.md. Everything that is not drawn there is forbidden.
const LEAVES = ['prisma', 'common', 'jobs', 'events', 'audit', 'generated'];

/** What each folder of src may import, besides packages and itself. */
const ARROWS = {
  tcp: [],
  questions: ['tcp', 'random'],
  generated: [],
  prisma: ['generated', 'config'],
  common: ['config'],
  jobs: ['prisma', 'config'],
  events: ['jobs', 'prisma'],
  audit: ['config', 'prisma', 'generated'],
  auth: ['config', 'prisma', 'common', 'generated'],
  idempotency: ['auth', 'common', 'config', 'prisma', 'generated'],
  courses: ['auth', 'questions', ...LEAVES],
  assignments: ['courses', 'auth', 'questions', 'config', ...LEAVES],
  attempts: [
    'assignments',
    'courses',
    'grading',
    'gradebook',
    'reviews',
    'auth',
    'questions',
    'random',
    'config',
    ...LEAVES,
  ],
  grading: ['gradebook', 'questions', ...LEAVES],
  reviews: ['assignments', 'courses', 'grading', 'auth', 'questions', ...LEAVES],
  gradebook: ['courses', 'auth', ...LEAVES],
  overrides: ['assignments', 'courses', 'grading', 'gradebook', 'auth', ...LEAVES],
  regrade: [
    'assignments',
    'attempts',
    'grading',
    'gradebook',
    'courses',
    'auth',
    'questions',
    'config',
    ...LEAVES,
  ],
  statistics: ['assignments', 'courses', 'auth', 'questions', ...LEAVES],
  learners: ['courses', 'assignments', 'attempts', 'gradebook', 'questions', 'auth', ...LEAVES],
  papers: ['assignments', 'attempts', 'courses', 'auth', 'questions', 'config', ...LEAVES],
  webhooks: ['courses', 'auth', 'config', ...LEAVES],
  inbound: ['webhooks', 'assignments', 'courses', 'auth', 'config', ...LEAVES],
  health: ['common', 'jobs', 'prisma', 'config'],
  commands: ['tcp', 'questions', 'auth', 'audit', 'config', 'prisma'],
};

const arrows = Object.entries(ARROWS).map(([folder, allowed]) => ({
  name: `${folder}-arrows`,
  comment: `src/${folder} may import ${allowed.join(', ') || 'nothing of the project'}`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [folder, ...allowed].map((name) => `^src/${name}(/|\\.)`) },
}));

export default {
  forbidden: [
    ...arrows,
    {
      name: 'pure-core',
      comment: 'The simulator and the questions do no I/O: no Node modules, no framework, no clock.',
      severity: 'error',
      from: { path: '^src/(tcp|questions)/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: '^(node:|[a-z_/]+$)|node_modules/',
        pathNot: '^src/|node_modules/(class-validator|class-transformer|reflect-metadata)/',
      },
    },
    {
      name: 'random-is-a-leaf',
      severity: 'error',
      from: { path: '^src/random\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'config-is-a-leaf',
      severity: 'error',
      from: { path: '^src/config\\.ts$' },
      to: { path: '^src/' },
    },
    {
      name: 'one-way-out',
      comment: 'HTTP requests of the service are made in src/webhooks/egress.ts alone.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/webhooks/egress\\.ts$' },
      to: {
        path: '^(node:)?(https?|http2|tls|dgram)$|node_modules/(undici|axios|got|ky|needle|node-fetch|superagent|ws)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/generated/' },
      to: { circular: true },
    },
    {
      name: 'every-folder-has-arrows',
      comment: 'A new folder of src needs its line in ARROWS.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/[^/]+/', pathNot: Object.keys(ARROWS).map((folder) => `^src/${folder}/`) },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js'],
    },
  },
};
