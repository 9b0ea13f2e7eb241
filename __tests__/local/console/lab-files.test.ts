import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LabFileChanged, saveLabFile } from '../../../local/console/lab-files';

const ruleSet = (name: string): string =>
  JSON.stringify({
    name,
    ruleLanguageVersion: '1.0',
    teams: [{ name: 'two', minPlayers: 2, maxPlayers: 2 }],
  });

describe('files that the rule lab saves', () => {
  let game: string;
  beforeEach(() => {
    game = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lab-')), 'game');
  });
  afterEach(() => fs.rmSync(path.dirname(game), { recursive: true, force: true }));
  const written = (): string[] =>
    fs.existsSync(game) ? fs.readdirSync(game, { recursive: true }).map(String).sort() : [];

  it('are a rule set under its own name', async () => {
    const { file, version } = await saveLabFile(game, 'rule-sets', 'pairs', { text: ruleSet('pairs') });
    expect(file).toBe(path.join('game', 'rule-sets', 'pairs.json'));
    expect(fs.readFileSync(path.join(game, 'rule-sets', 'pairs.json'), 'utf8')).toBe(`${ruleSet('pairs')}\n`);
    await saveLabFile(game, 'rule-sets', 'pairs', { text: `${ruleSet('pairs')}\n\n`, replaces: version });
    expect(written()).toEqual(['rule-sets', path.join('rule-sets', 'pairs.json')]);
  });

  it('are a case beside the other cases', async () => {
    const text = JSON.stringify({ id: 'one', ruleSet: JSON.parse(ruleSet('pairs')), tickets: [], at: 1 });
    const { file } = await saveLabFile(game, 'cases', 'one', { text });
    expect(file).toBe(path.join('game', 'rule-sets', 'cases', 'one.json'));
  });

  it('are complete when two saves of one file meet', async () => {
    const save = (): Promise<unknown> => saveLabFile(game, 'rule-sets', 'pairs', { text: ruleSet('pairs') });
    await Promise.all([save(), save(), save()]);
    expect(written()).toEqual(['rule-sets', path.join('rule-sets', 'pairs.json')]);
    // Of two different texts the first one stays, and the writer of the other gets a conflict.
    const spaced = (spaces: number): Promise<unknown> =>
      saveLabFile(game, 'rule-sets', 'trios', {
        text: JSON.stringify(JSON.parse(ruleSet('trios')), null, spaces),
      });
    const [one, other] = await Promise.allSettled([spaced(2), spaced(4)]);
    expect([one?.status, other]).toMatchObject([
      'fulfilled',
      {
        status: 'rejected',
        reason: { message: 'game/rule-sets/trios.json exists already, with other content.' },
      },
    ]);
  });

  it('replace only the content that their author has seen', async () => {
    const file = path.join(game, 'rule-sets', 'pairs.json');
    const text = JSON.stringify(JSON.parse(ruleSet('pairs')), null, 2);
    const { version } = await saveLabFile(game, 'rule-sets', 'pairs', { text: ruleSet('pairs') });
    fs.writeFileSync(file, '{"by": "an editor"}\n');
    const failure: unknown = await saveLabFile(game, 'rule-sets', 'pairs', { text, replaces: version }).catch(
      (error: unknown) => error,
    );
    if (!(failure instanceof LabFileChanged)) throw new Error('it was saved');
    expect(failure.message).toContain('pairs.json has changed on disk since it was opened here.');
    expect(fs.readFileSync(file, 'utf8')).toBe('{"by": "an editor"}\n');
    await saveLabFile(game, 'rule-sets', 'pairs', { text, replaces: failure.version });
    expect(fs.readFileSync(file, 'utf8')).toBe(`${text}\n`);
    fs.rmSync(file);
    await expect(saveLabFile(game, 'rule-sets', 'pairs', { text, replaces: version })).rejects.toThrow(
      'was removed',
    );
  });

  it.each([
    ['a path out of the folder', 'rule-sets', '../../index', ruleSet('index'), 'the name is'],
    ['a hidden file', 'rule-sets', '.pairs', ruleSet('pairs'), 'the name is'],
    ['another name', 'rule-sets', 'pairs', ruleSet('other'), 'write "pairs"'],
    ['comments, which the build refuses', 'rule-sets', 'pairs', `// x\n${ruleSet('pairs')}`, 'JSON'],
    ['a rule set that is not valid', 'rule-sets', 'pairs', '{"name":"pairs"}', 'is missing'],
    ['a case without a time', 'cases', 'one', '{"ruleSet":{},"tickets":[]}', 'at must be'],
  ] as const)('is never %s', async (_, kind, name, text, says) => {
    await expect(saveLabFile(game, kind, name, { text })).rejects.toThrow(says);
    expect(written()).toEqual([]);
  });
});
