import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';
import { arrows } from './tools/lint/arrows.mjs';
import { circles } from './tools/lint/circles.mjs';
import { directives } from './tools/lint/directives.mjs';
import { optionalFields } from './tools/lint/optional-fields.mjs';

/** Syntax that no source may have. */
const syntax = [
  {
    selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
    message: 'A cast through unknown silences the compiler: parse the value instead.',
  },
  {
    selector: "ImportDeclaration[importKind='type']",
    message: "One style for types: import { type Name } from '…'.",
  },
  {
    selector:
      ":matches(PropertyDefinition, AccessorProperty, MethodDefinition[kind!='constructor'], " +
      "TSParameterProperty)[accessibility='private']",
    message: 'Private members are written #name.',
  },
  {
    selector: "TSAsExpression[typeAnnotation.type='TSAnyKeyword']",
    message: 'A cast to any silences the compiler: parse the value instead.',
  },
  {
    selector: "ExportNamedDeclaration[exportKind='type'][declaration=null]",
    message: "One style for types: export { type Name } from '…'.",
  },
  {
    selector: "UnaryExpression[operator='void'][argument.type='Literal']",
    message: 'undefined is written undefined.',
  },
];

/** Names that Node has in every program. */
const globalsOfNode = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
);

export default tseslint.config(
  {
    ignores: ['node_modules/', 'dist/', 'build/', 'cdktf.out/', '.turnlift/', 'coverage/', '**/fixtures/**'],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    plugins: { turnlift: { rules: { arrows, circles, directives, 'optional-fields': optionalFields } } },
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: path.dirname(fileURLToPath(import.meta.url)),
        // The compiler knows undefined names. Without this, each file's scope holds every name of the DOM.
        lib: [],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'turnlift/arrows': 'error',
      'turnlift/circles': 'error',
      'turnlift/directives': 'error',
      'turnlift/optional-fields': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': true, 'ts-ignore': true, 'ts-nocheck': true, 'ts-check': false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      eqeqeq: ['error', 'always'],
      'max-params': ['error', { max: 6 }],
      'no-restricted-syntax': ['error', ...syntax],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: '@cdktf/provider-aws',
              message:
                'Import the one module that is meant, as in @cdktf/provider-aws/lib/sns-topic: the ' +
                'index takes 4 s and 570 MB.',
            },
          ],
        },
      ],
    },
  },
  {
    // Programs of Node without types, and examples that a user copies.
    files: ['**/*.mjs', '**/*.js', '**/*.cjs'],
    languageOptions: { globals: globalsOfNode },
    plugins: { turnlift: { rules: { directives, 'optional-fields': optionalFields } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'turnlift/directives': 'error',
      'turnlift/optional-fields': 'error',
      eqeqeq: ['error', 'always'],
      'max-params': ['error', { max: 6 }],
      'no-restricted-syntax': ['error', ...syntax],
      'no-undef': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly', __filename: 'readonly' } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    // state.ts: collections of different types are kept in one map; the journal's checksums vouch for values.
    ignores: ['local/gamelift/state/state.ts'],
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    // A JSON copy has the type of its original, which no rule can see: the two files below.
    ignores: ['__tests__/**', 'bench/**', 'testing/checks/replay.ts', 'sim/dynamodb/refusals.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
    },
  },
  {
    // In a test, @ts-expect-error proves that the compiler refuses a line; its description says why.
    files: ['**/__tests__/**/*.ts', '**/__tests__/**/*.tsx', '**/*.test.ts'],
    rules: {
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true, 'ts-nocheck': true },
      ],
    },
  },
  {
    // An ambient module cannot have an import declaration with a relative name: its types would be any.
    files: ['web/build-time.d.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['core/**/*.ts', 'game/games/**/*.ts', 'flexmatch/**/*.ts'],
    ignores: ['flexmatch/cli/**', '**/*.test.ts'],
    rules: {
      // Pure folders: time and randomness come in as arguments, I/O stays at the rim.
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is an argument here.' },
        { object: 'Math', property: 'random', message: 'Randomness is an argument here.' },
      ],
      'no-restricted-globals': [
        'error',
        {
          checkGlobalObject: true,
          globals: ['process', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'crypto', 'performance'],
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: `^(node:|(${builtinModules.join('|')})$)`, message: 'I/O is not for this folder.' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...syntax,
        {
          selector:
            "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.name='Date']",
          message: 'Time is an argument here.',
        },
      ],
    },
  },
);
