/** A start looks at everything first: it names all that is damaged, and changes nothing. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { State } from '../../../local/gamelift/state/state';
import { SecretVault } from '../../../local/secrets/secret-vault';
import { explainUnopened, makeDataFolder } from '../../../local/stack/data-folder';
import { keptTime } from '../../../local/time/kept-time';
import { writeTime } from '../../../local/time/time-file';
import { fail } from './support/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

const data = useDataFolderCopies((template) => writeTime(template, { aheadMs: 60_000, changes: 1 }));
const { at } = data;

/** Every file of the folder, with its content. */
function content(): ReadonlyMap<string, string> {
  const names = fs.readdirSync(data.folder, { recursive: true, encoding: 'utf8' }).sort();
  return new Map(
    names.flatMap((name) =>
      fs.statSync(at(name)).isFile() ? [[name, fs.readFileSync(at(name)).toString('base64')]] : [],
    ),
  );
}

/** The error of a start, which leaves the folder as it is. */
function refusal(): string {
  const before = content();
  let said = 'it starts';
  try {
    makeDataFolder(data.folder);
  } catch (error) {
    said = String(error);
  }
  if (said !== 'it starts') expect(content()).toEqual(before);
  return said;
}

const spoil = (...names: readonly string[]): void => fs.writeFileSync(at(...names), 'spoilt '.repeat(20));
const database = (form: RegExp): string =>
  path.join('dynamodb', fs.readdirSync(at('dynamodb')).find((name) => form.test(name)) ?? 'none');

describe('a start on a data folder', () => {
  it('starts with whole data', () => {
    expect(refusal()).toBe('it starts');
  });

  it('names all that is damaged or missing at once', async () => {
    const messages = await State.open(at('messages'), fail);
    messages.collection<{ readonly n: number }>('messages').put('m', { n: 1 });
    await messages.close();
    const wrong = [
      database(/\.ldb$/),
      database(/\.log$/),
      path.join('gamelift', 'state', 'journal.ledger'),
      path.join('messages', 'journal.ledger'),
      path.join('secrets', 'secrets.json'),
      'time.json',
      'turnlift.json',
    ];
    for (const name of wrong) spoil(name);
    fs.rmSync(at('gamelift', 'scripts', 'script-1', '1.zip'));
    const said = refusal();
    for (const name of [...wrong, path.join('gamelift', 'scripts', 'script-1', '1.zip')])
      expect(said).toContain(`${at(name)} is `);
    expect(said).toContain(`npm run repair -- --data ${data.folder}`);
  });

  it('names a journal that is a copy of another one', () => {
    fs.cpSync(at('gamelift', 'state'), at('messages'), { recursive: true });
    expect(refusal()).toContain(`${at('gamelift', 'state')} and ${at('messages')} are the same journal`);
  });

  it.each([
    ['CURRENT', () => database(/^CURRENT$/)],
    ['the ledger of the database', () => database(/ledger$/)],
    ['a segment', () => path.join('gamelift', 'state', 'changes-000000001.jsonl')],
    ['the ledger of a journal', () => path.join('gamelift', 'state', 'journal.ledger')],
    ['the keys', () => path.join('secrets', 'secrets.json')],
    ['time', () => 'time.json'],
    ['the marker', () => 'turnlift.json'],
  ])('that has lost %s alone names it, and what can be done', (_what, placeOf) => {
    spoil(placeOf());
    const said = refusal();
    expect(said).toContain(at(placeOf()));
    expect(said).toContain('Put a copy back, or save what can be saved: npm run repair');
  });

  it('names the writes that are lost with the log', () => {
    fs.truncateSync(at(database(/\.log$/)));
    expect(refusal()).toMatch(/dynamodb has lost its newest \d+ of \d+ writes: its log \(/);
  });

  it('leaves an unfinished end of a journal to the program that opens it', () => {
    const segment = at('gamelift', 'state', 'changes-000000001.jsonl');
    fs.appendFileSync(segment, '{"c":');
    expect(refusal()).toBe('it starts');
    expect(fs.readFileSync(segment, 'utf8')).toMatch(/\{"c":$/);
  });
});

describe('a part that finds damage itself', () => {
  const remedy = 'Put a copy back, or save what can be saved: npm run repair -- --data ';
  const openState = (): Promise<unknown> => State.open(at('gamelift', 'state'), fail);
  const openKeys = async (): Promise<unknown> => new SecretVault(at('secrets', 'secrets.json'), '', Date.now);
  const openTime = async (): Promise<unknown> => keptTime(data.folder);
  const ledger = path.join('gamelift', 'state', 'journal.ledger');

  it.each<[string, string, string, () => Promise<unknown>]>([
    ['an emptied ledger', ledger, '', openState],
    ['a damaged ledger', ledger, 'spoilt', openState],
    ['a damaged segment', path.join('gamelift', 'state', 'changes-000000001.jsonl'), 'spoilt\n', openState],
    ['a file that is none of secrets', path.join('secrets', 'secrets.json'), '{}', openKeys],
    ['other secrets', path.join('secrets', 'secrets.json'), '{"secrets":[],"sha256":""}', openKeys],
    ['a damaged time', 'time.json', 'spoilt', openTime],
  ])('says what can be done about %s, as a start does', async (_what, name, text, open) => {
    fs.writeFileSync(at(name), text);
    const error: unknown = await open().catch((refused: unknown) => refused);
    expect(String(error)).toMatch(new RegExp(`${name}.*${remedy}DIR$`, 's'));
    const { message } = explainUnopened(error, data.folder);
    expect(message).toContain(`${remedy}${data.folder}. Choose another`);
    expect(message).not.toContain(`${remedy}DIR`);
  });
});
