/** How every suite is compiled: the sources as CommonJS through swc, the ESM packages along with them. */
const compiled = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|tsx|js|mjs|cjs)$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          parser: { syntax: 'typescript', tsx: false, decorators: true, dynamicImport: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  moduleNameMapper: {
    '^#(core|config|db|views|services|sheets|documents)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1.js', '$1'],
  },
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.data/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
};

module.exports = {
  rootDir: __dirname,
  projects: [
    {
      ...compiled,
      displayName: 'rules',
      testMatch: ['<rootDir>/libs/core/**/*.spec.ts', '<rootDir>/libs/config/**/*.spec.ts'],
      // A hundred thousand random texts take their second elsewhere.
      testPathIgnorePatterns: [...compiled.testPathIgnorePatterns, '\\.property\\.spec\\.ts$'],
    },
    {
      ...compiled,
      displayName: 'rooms',
      transformIgnorePatterns: ['^$'],
      testMatch: [
        '<rootDir>/libs/{sheets,documents}/**/*.spec.ts',
        '<rootDir>/libs/core/**/*.property.spec.ts',
        '<rootDir>/test/repository/**/*.spec.ts',
      ],
    },
    {
      ...compiled,
      displayName: 'services',
      transformIgnorePatterns: ['^$'],
      globalSetup: '<rootDir>/test/support/services.setup.mjs',
      globalTeardown: '<rootDir>/test/support/services.teardown.mjs',
      testMatch: [
        '<rootDir>/libs/{db,views,services}/**/*.spec.ts',
        '<rootDir>/apps/{api,worker,mail}/**/*.spec.ts',
        '<rootDir>/apps/launcher/**/*.spec.mjs',
        '<rootDir>/test/support/**/*.spec.ts',
        '<rootDir>/test/services/**/*.spec.ts',
      ],
    },
    {
      ...compiled,
      displayName: 'screens',
      globalSetup: '<rootDir>/test/screens/instance.setup.mjs',
      globalTeardown: '<rootDir>/test/screens/instance.teardown.mjs',
      testMatch: ['<rootDir>/test/screens/**/*.spec.ts'],
    },
  ],
};
