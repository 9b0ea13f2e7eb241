import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { buildPage } from '../../tools/build/pages';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-pictures-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}
const game = (name: string, draw: string): void =>
  write(
    `game/games/${name}/index.ts`,
    `export const it = { name: '${name}', rules: 'rules of ${name}', draw: () => ${draw} };`,
  );

it('puts pictures of games into a page without their rules, and none that cannot be drawn', async () => {
  write('web/list/index.html', '<!doctype html><head><script src="%SCRIPT%"></script>\n  </head>');
  write(
    'web/list/main.tsx',
    `import { pictures } from 'turnlift:pictures'; document.title = JSON.stringify(pictures);`,
  );
  write('web/drawing/picture.ts', 'export const previewOf = (game) => ({ drawing: game.draw() });');
  game('drawn', `({ label: 'a board' })`);
  game('failing', `{ throw new Error('no board'); }`);
  game('ending', 'process.exit(1)');
  write('game/games/other-name/index.ts', `export const it = { name: 'another' };`);
  const { files, inputs } = await buildPage(root, 'list', path.join(root, 'build'));
  const script = files
    .filter((file) => file.endsWith('.js'))
    .map((file) => fs.readFileSync(path.join(root, 'build', file), 'utf8'))
    .join();
  expect(script).toMatch(/\{drawn:\{drawing:\{label:"a board"\}\}\}/);
  expect(script).not.toContain('rules of');
  // A change of them draws the page again.
  for (const file of ['web/drawing/picture.ts', 'game/games/drawn/index.ts', 'game/games/failing/index.ts'])
    expect(inputs.has(file)).toBe(true);
});
