import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { failureOf } from '../../../local/console/failures';
import { saveLabFile } from '../../../local/console/lab-files';
import { projectRoot } from '../../e2e/support/programs';

const saves = /\/console\/api\/lab\/(rule-sets|cases)\/([a-z-]+)(?:\?replaces=([\w-]+))?$/;

/** Changes the rule set in the lab's editor, undoes it, and tries it on a population. */
export async function tryRules(page: Page): Promise<void> {
  // Two players wait, for two games: without the rule that wants the same game they meet.
  const text = fs.readFileSync(path.join(projectRoot, 'game', 'rule-sets', 'duel.json'), 'utf8');
  const duel: { rules: { name: string }[] } = JSON.parse(text);
  duel.rules = duel.rules.filter(({ name }) => name !== 'SameGame');
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(JSON.stringify(duel));
  await page.getByRole('img', { name: 'after: 0 wait, 1 match formed' }).waitFor();
  await page.getByRole('img', { name: 'before: 2 wait, 0 matches formed' }).waitFor();
  await page.keyboard.press('Control+Z');
  await page.getByText('as saved').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('{ "name": "duel" }');
  await page.getByText('not valid', { exact: true }).waitFor();
  await page.locator('.notice.bad', { hasText: 'ruleLanguageVersion' }).waitFor();
  await page.keyboard.press('Control+Z');
  await page.getByText('valid', { exact: true }).waitFor();
  await page.getByLabel('a population').check();
  await page.getByLabel('tickets a minute').fill('60');
  await page.keyboard.press('Tab');
  await page.getByText(/[5-6]\d\d tickets in all/).waitFor();
  await page.getByRole('slider', { name: 'time' }).fill('300');
  await page.getByRole('img', { name: /after: .* matches formed/ }).waitFor();
}

/**
 * Saves the rule set, and its crowd as a case, through a page that shows the lab. The backend writes the
 * files itself, here into a folder that no build watches.
 */
export async function saveFromLab(page: Page): Promise<void> {
  const game = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-')), 'game');
  const file = path.join(game, 'rule-sets', 'duel.json');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '{ "name": "duel" }\n');
  await page.route(saves, async (route) => {
    const [, kind, name = '', replaces] = saves.exec(route.request().url()) ?? [];
    const text = { text: route.request().postData() ?? '', replaces };
    const { status, body } = await saveLabFile(game, kind === 'cases' ? 'cases' : 'rule-sets', name, text)
      .then((saved) => ({ status: 200, body: saved }))
      .catch((error: unknown) => failureOf(error, () => undefined));
    await route.fulfill({ status, json: body });
  });
  // Another editor has saved the file since the lab was opened.
  await page.getByRole('button', { name: 'Save to game/rule-sets/duel.json' }).click();
  await page.getByText('game/rule-sets/duel.json has changed on disk since it was opened here.').waitFor();
  expect(fs.readFileSync(file, 'utf8')).toBe('{ "name": "duel" }\n');
  await page.getByRole('button', { name: 'Save anyway' }).click();
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
