// One harness for the whole workspace: tests are TypeScript, run as ES modules; packages resolve to their built output.
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/services', '<rootDir>/infra'],
  testMatch: ['**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  // Sources import each other as `.js`; a dependency's `x.json.js` really is called that.
  moduleNameMapper: { '^(\\.{1,2}/.*(?<!\\.json))\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/.rollcall'],
  globalSetup: '<rootDir>/infra/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/infra/testing/global-teardown.mjs',
  testTimeout: 60_000,
  // Two cores: with three workers a test that waits for milliseconds failed once in three thousand, for a minute less.
  maxWorkers: 2,
};
