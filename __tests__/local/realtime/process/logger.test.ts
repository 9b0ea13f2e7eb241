import { describe, expect, it } from '@jest/globals';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { hearConsole, logLine, loggingLevel, sessionLog } from '../../../../local/realtime/process/logger';

describe('the console of a script', () => {
  it('is written unchanged until there is a match, then after its id, and passed on', () => {
    const written: string[] = [];
    const heard: string[] = [];
    const to = new Console(
      new Writable({
        write(chunk, _encoding, done) {
          written.push(String(chunk));
          done();
        },
      }),
    );
    const session: { match?: string } = {};
    hearConsole(
      to,
      (text) => heard.push(text),
      () => session.match,
    );
    to.log('%s of %d', 'one', 2);
    session.match = 'm-1';
    to.warn('100 %s', { dice: 6 });
    to.log('100 %s');
    expect(written).toEqual(['one of 2\n', 'match m-1: 100 { dice: 6 }\n', 'match m-1: 100 %s\n']);
    expect(heard).toEqual(['one of 2', '100 { dice: 6 }', '100 %s']);
  });
});

describe('the session log', () => {
  it('writes lines as the service does', () => {
    expect(logLine(new Date('2021-09-09T11:46:33.015Z'), 'warn', 'index.js', 204, 'text')).toBe(
      '09 Sep 2021 11:46:33,15 [WARN] (index.js) 204: text\n',
    );
  });

  it.each([
    ['', 'info'],
    ['loggingLevel:error +map Winter444', 'error'],
    ['+map Winter444 loggingLevel:debug', 'debug'],
    ['x;loggingLevel:WARN', 'warn'],
    ['map,loggingLevel:error', 'info'],
    ['myloggingLevel:error', 'info'],
    ['loggingLevel:nonsense', 'info'],
    ['-loggingLevel:cxfatal', 'cxfatal'],
  ])('finds the level in %j: %s', (parameters, level) => {
    expect(loggingLevel(parameters)).toBe(level);
  });

  it('names the file and line of the caller, prints objects, and leaves out lower levels', () => {
    const lines: string[] = [];
    const log = sessionLog('warn', (line) => lines.push(line));
    log.script.info('not shown');
    log.script.warn({ a: [1] });
    log.script.error('with', { b: 2 });
    log.script.fatal({
      get a() {
        throw new Error('no');
      },
      [Symbol.for('nodejs.util.inspect.custom')]() {
        throw new Error('never');
      },
    });
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      /^\d\d \w{3} \d{4} \d\d:\d\d:\d\d,\d{1,3} \[WARN\] \(logger\.test\.ts\) \d+: \{ a: \[ 1 \] \}\n$/,
    );
    expect(lines[1]).toMatch(/\[ERROR\].*: with \{ b: 2 \}\n$/);
    expect(lines[2]).toMatch(/not printable: never/);
  });
});
