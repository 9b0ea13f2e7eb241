import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { searchKinds } from '../../contract/console/lists';

it('docs/console.md names every kind of id that the search finds', () => {
  const text = fs.readFileSync(path.join(__dirname, '../../docs/console.md'), 'utf8');
  const [said = ''] = /The search takes [^]*?Every state/.exec(text) ?? [];
  expect(searchKinds.filter((kind) => !new RegExp(`\\b${kind}\\b`).test(said))).toEqual([]);
});
