// Jest in ESM mode: swc turns TypeScript into ES modules and keeps the decorators' metadata,
// which Nest's injection and class-validator read.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^fast-check$': '<rootDir>/test/support/fast-check.mjs',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  // One core is not kept free: most of the time of the slow suites is spent waiting for processes.
  maxWorkers: '100%',
  // What Jest keeps of modules that it has run makes each collection of garbage slower: a worker begins anew in time.
  workerIdleMemoryLimit: '1GB',
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // Nothing takes that long; a test that hangs ends all the same. How fast things are is measured elsewhere.
  testTimeout: 300_000,
};
