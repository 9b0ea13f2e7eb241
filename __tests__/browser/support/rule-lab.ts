import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { saveLabFile } from '../../../local/console/lab-files';
import { projectRoot } from '../../e2e/support/programs';

const saves = /\/console\/api\/lab\/(rule-sets|cases)\//;

/**
 * Saves the rule set, and its crowd as a case, through a page that shows the lab. The backend writes the files
 * itself, here into a folder that no build watches.
 */
export async function saveFromLab(page: Page): Promise<void> {
  const game = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-')), 'game');
  await page.route(saves, async (route) => {
    const [, kind = '', name = ''] = /lab\/([^/]+)\/([^/]+)$/.exec(route.request().url()) ?? [];
    const text = route.request().postData() ?? '';
    const saved = await saveLabFile(game, kind === 'cases' ? 'cases' : 'rule-sets', name, text);
    await route.fulfill({ status: 200, json: saved });
  });
  await page.getByRole('button', { name: 'Save to game/rule-sets/duel.json' }).click();
  await page.getByText('Saved to game/rule-sets/duel.json.').waitFor();
  await page.getByLabel('name of the case').fill('at-five-minutes');
  await page.getByRole('button', { name: 'Save as a case' }).click();
  await page.getByText('Saved to game/rule-sets/cases/at-five-minutes.json.').waitFor();
  await page.unroute(saves);
  const read = (...file: string[]): string => fs.readFileSync(path.join(game, 'rule-sets', ...file), 'utf8');
  expect(read('duel.json')).toBe(
    fs.readFileSync(path.join(projectRoot, 'game', 'rule-sets', 'duel.json'), 'utf8'),
  );
  expect(JSON.parse(read('cases', 'at-five-minutes.json')).tickets.length).toBeGreaterThan(500);
  fs.rmSync(path.dirname(game), { recursive: true });
}
