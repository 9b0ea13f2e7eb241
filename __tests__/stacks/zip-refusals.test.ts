import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { Artifacts } from '../../stacks/artifacts';
import { deterministicZip } from '../../tools/build/zip';
import { projectFolder, synthesize, writeScript } from './support/synthesis';

const good = 'export const handler = () => 1;';
/** Each throws without one part of Lambda's runtime. */
const given = [
  ...['AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
  ...['LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR', 'AWS_EXECUTION_ENV', '_HANDLER'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
]
  .map((name) => `if (!process.env.${name}) throw Error('${name}');`)
  .concat(
    'awslambda.streamifyResponse(async () => 1).call();',
    'import fs from "node:fs"; if (!fs.existsSync("index.mjs")) throw Error(process.cwd());',
    'import fs from "node:fs"; fs.accessSync(process.env.LAMBDA_TASK_ROOT + "/index.mjs");',
    'if (!(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE >= 128)) throw Error("memory");',
  );

describe('synth stops with one line that names the zip', () => {
  let folder: string;
  beforeEach(() => {
    folder = projectFolder();
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  /** The line with which synth stops. */
  const line = (): string => {
    try {
      synthesize(folder, ['dev']);
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      expect(said).not.toContain('\n');
      return said;
    }
    throw new Error('it was not refused');
  };

  describe('for a function', () => {
    let zip: string;
    beforeEach(() => {
      zip = path.join(folder, 'build', 'functions', 'matches.zip');
    });

    /** Synth reads zips by this class; one case goes the whole way. */
    const checked = (text: string, variables: Readonly<Record<string, string>> = {}, node = 24): string => {
      fs.writeFileSync(zip, deterministicZip({ 'index.mjs': Buffer.from(text) }));
      const artifacts = new Artifacts(path.join(folder, 'build'), node);
      try {
        artifacts.function('matches', variables);
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        expect(said).toMatch(/^build\/functions\/matches\.zip: [^\n]*run npm run build$/);
        return said;
      }
      return artifacts.warnings.join('|') || 'accepted';
    };

    it.each([
      ['export const handler = 1;', 'the value 1'],
      ["const a$ = 'text'; export { a$ as handler };", "the value 'text'"],
      ['const a = 1; const b = a; export { b as handler };', 'the value 1'],
      ['export const handler = 2n;', 'the value 2n'],
      ['export let handler = { call() {} };', 'an object'],
      ['class F {} export const handler = new F();', 'an object'],
      ['export const handler = /x/;', 'a regular expression'],
      ['export const handler = Promise.resolve(() => 1);', 'a promise'],
      ['export const handler = [() => 1];', 'a list'],
      ['export const handler = [(next) => next].map((wrap) => wrap(() => 1));', 'a list'],
      ['var a = null; export { other, a as handler }; function other() {}', 'the value null'],
      ['export let handler; export const start = () => { handler = () => 1; };', 'the value undefined'],
      ['export class handler {}', 'a class'],
      ['const a = class extends Map {}; export { a as handler };', 'a class'],
      ['export const handler = process.env.MODE === "a" ? () => 1 : 0;', 'the value 0'],
    ])('whose handler Lambda cannot call: %s', (text, what) => {
      expect(checked(text)).toBe(
        `build/functions/matches.zip: the handler of index.mjs is ${what} and not a function, so ` +
          'Lambda could not call it: correct functions/matches/index.ts; then run npm run build',
      );
    });

    it.each([
      'export async function handler() {}',
      'export const handler = async () => 1;',
      'const make = (a, b = 1) => () => a + b; var c = make({}); export { c as handler };',
      'let handler; handler = () => 1; export { handler };',
      'let handler = null; handler = async () => 1; export { handler };',
      'let handler = void 0; ({ handler } = { handler: () => 1 }); export { handler };',
      'var handler = 1; if (handler) { var handler = () => 1; } export { handler };',
      'const wrap = [(next) => next]; export const handler = wrap.reduceRight((n, w) => w(n), () => 1);',
      'export const handler = [(next) => next].reduceRight((n, w) => w(n), () => 1);',
      'export const handler = { async handler() {} }.handler;',
      'export const handler = [\n  () => 1,\n  // two lines\n  () => 2,\n][0];',
      'const text = `\nvar handler = 1;\n`; export async function handler() { return text; }',
      'export const handler = new Proxy(() => 1, {});',
      'class F { constructor() { return () => 1; } } export const handler = new F();',
      'export const handler = await Promise.resolve(() => 1);',
      'export { readFile as handler } from "node:fs/promises";',
      'export const handler = process.env.MODE === "a" ? () => 1 : 0;',
      'console.log("{}"); process.stdout.write("x"); export const handler = () => 1;',
    ])('but not one that works: %s', (text) => {
      expect(checked(text, { MODE: 'a' })).toBe('accepted');
    });

    it.each([
      [
        'throw new TypeError("no\\ntable"); export const handler = () => 1;',
        'throws when it is loaded (TypeError: no)',
      ],
      ['JSON.parse("x"); export const handler = () => 1;', 'throws when it is loaded (SyntaxError: '],
      ['if (!process.env.TABLE) throw Error("TABLE"); export const handler = () => 1;', '(Error: TABLE)'],
      ['import x from "node:fs"; x.y.z; export const handler = () => 1;', '(TypeError: Cannot read'],
      [
        'process.exit(0); export const handler = () => 1;',
        'ends its process when it is loaded (without a word)',
      ],
      [
        'import "./other.mjs"; export const handler = () => 1;',
        'index.mjs imports other.mjs, which is not in it',
      ],
      ['Promise.reject(new Error("x")); export const handler = () => 1;', '(Error: x)'],
      ['queueMicrotask(() => { throw new Error("m"); }); export const handler = () => 1;', '(Error: m)'],
      [
        'process.exitCode = 1; for (let i = 0; i < 20; i += 1) console.error("x".repeat(1e6)); throw ' +
          `new Error("after 20 MB"); ${good}`,
        '(Error: after 20 MB)',
      ],
    ])('that does not load: %s', (text, words) => {
      expect(checked(text)).toContain(words);
    });

    it.each([
      ['await 0; throw new Error("late");', 'throws when it is loaded (Error: late)'],
      ['await Promise.reject(new Error("x"));', 'throws when it is loaded (Error: x)'],
      ['await 0; undefined.x;', 'throws when it is loaded (TypeError: '],
      ['await 0; process.exit(1);', 'ends its process with code 1 when it is loaded (without a word)'],
      ['await new Promise(() => {});', 'ends its process when it is loaded'],
      ['await import("./not-here.mjs");', 'index.mjs imports not-here.mjs, which is not in it'],
      ['process.kill(process.pid, "SIGKILL"); for (;;);', 'is ended by SIGKILL when it is loaded'],
    ])('that does not load, and waited for nothing outside of it: %s', (text, words) => {
      expect(checked(`${text} ${good}`)).toContain(words);
    });

    const unreachable = 'import net from "node:net"; const socket = net.connect(1, "127.0.0.1");';
    it.each([
      // It asked the network: what it waits for may be there in Lambda only.
      `${unreachable} await new Promise((done, fail) => socket.on("error", () => fail(new Error("no ` +
        'service"))));',
      `${unreachable} await new Promise((done) => socket.on("error", done)); process.exit(1);`,
      `${unreachable}`,
      'await fetch("http://127.0.0.1:2/");',
      'import { lookup } from "node:dns/promises"; await lookup("localhost"); throw new Error("x");',
      'import fs from "node:fs"; fs.readFileSync("/opt/a-layer/settings");',
      'import "@aws-sdk/client-of-lambda";',
    ])("but not one whose failure may be this machine's: %s", (text) => {
      expect(checked(`${text} ${good}`)).toBe('accepted');
    });

    it('with the variables of each environment, and said of which', () => {
      fs.writeFileSync(
        zip,
        deterministicZip({
          'index.mjs': Buffer.from(
            `if (process.env.TURNLIFT_MATCHES_TABLE.includes('-staging-')) throw new Error('x'); ${good}`,
          ),
        }),
      );
      expect(() => synthesize(folder, ['dev', 'prod'])).not.toThrow();
      expect(() => synthesize(folder, ['dev', 'staging', 'prod'])).toThrow(
        'index.mjs throws when it is loaded (Error: x), with the variables of staging, so Lambda ' +
          'could not start it',
      );
    });

    it.each(given)('but not one that takes what Lambda gives: %s', (text) => {
      expect(checked(`${text} ${good}`)).toBe('accepted');
    });

    it('by its own report, which nothing that the code writes changes', () => {
      const noise = `import fs from 'node:fs'; for (const to of [1, 2, 3])
        try { fs.writeSync(to, 'hello'); fs.closeSync(to); } catch {}`;
      expect(checked(`${noise} ${good}`)).toBe('accepted');
      expect(checked(`${noise} export const handler = 1;`)).toContain('is the value 1 and not a function');
    });

    it.each([
      ['RegExp.escapeOfTomorrow("a");', 'TypeError: RegExp.escapeOfTomorrow is not a function'],
      [
        'new RegExp("a", "newFlags");',
        "SyntaxError: Invalid flags supplied to RegExp constructor 'newFlags'",
      ],
      ['new ClassOfTomorrow();', 'ReferenceError: ClassOfTomorrow is not defined'],
      ['import "node:of-tomorrow";', 'Error: No such built-in module: node:of-tomorrow'],
    ])('of which an older Node says: %s', (text, said) => {
      expect(checked(`${text} ${good}`, {}, 22)).toBe(
        `build/functions/matches.zip: index.mjs throws when it is loaded (${said}) by Node 22: the ` +
          'Node 24 of Lambda may load it; run synth with that Node to know',
      );
      expect(checked(`${text} ${good}`, {}, 24)).toContain(`(${said}), so Lambda could not start it`);
    });

    it('that no Node loads, also by an older one', () => {
      expect(checked(`throw new Error("x"); ${good}`, {}, 22)).toContain('(Error: x), so Lambda');
      expect(checked('export const handler = (((;', {}, 22)).toContain('is not JavaScript');
    });

    it('that is loaded without credentials of this machine, but with its variables and Region', () => {
      const finds = `
        import fs from 'node:fs';
        import os from 'node:os';
        const ofLambda = /^(_HANDLER|LANG|TZ|(AWS|LAMBDA)_.*)$/;
        const own = Object.keys(process.env).filter((key) => !ofLambda.test(key));
        if (own.sort().join() !== 'HOME,PATH,TABLE') throw new Error(own);
        const { AWS_PROFILE, AWS_ACCESS_KEY_ID } = process.env;
        if (AWS_PROFILE || AWS_ACCESS_KEY_ID !== 'key-of-no-account') throw new Error();
        if (fs.readdirSync(os.homedir()).join() !== 'index.mjs') throw new Error(os.homedir());
        export const handler = () => 1;`;
      const before = { ...process.env };
      Object.assign(process.env, { AWS_PROFILE: 'operator', AWS_ACCESS_KEY_ID: 'of-the-operator' });
      try {
        expect(checked(finds, { TABLE: 't' })).toBe('accepted');
      } finally {
        for (const key of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID'])
          if (before[key] === undefined) delete process.env[key];
          else process.env[key] = before[key];
      }
      const needs = (name: string): string =>
        `if (!process.env.${name}) throw new Error('no ${name}'); export const handler = () => 1;`;
      fs.writeFileSync(
        zip,
        deterministicZip({
          'index.mjs': Buffer.from(
            ['TURNLIFT_MATCHES_TABLE', 'AWS_REGION']
              .map(needs)
              .join('\n')
              .replace('export const handler = () => 1;', ''),
          ),
        }),
      );
      expect(() => synthesize(folder, ['dev'])).not.toThrow();
      checked(needs('TURNLIFT_NOT_DECLARED'));
      expect(line()).toContain('index.mjs throws when it is loaded (Error: no TURNLIFT_NOT_DECLARED)');
    });
  });

  it('for a zip with files outside of it, or with more bytes than its directory knows', () => {
    const zip = path.join(folder, 'build', 'functions', 'matches.zip');
    const handler = strToU8('export const handler = async () => 1;');
    for (const name of ['../x', 'a/../../x', '/x', '..\\x', 'C:\\x']) {
      fs.writeFileSync(zip, zipSync({ 'index.mjs': handler, [name]: handler }));
      expect(line()).toBe(
        `build/functions/matches.zip: ${JSON.stringify(name)} would be unpacked outside of it: run ` +
          'npm run build',
      );
    }
    const whole = Buffer.from(zipSync({ 'index.mjs': handler, 'a..b/x': handler }));
    fs.writeFileSync(zip, whole);
    expect(() => synthesize(folder, ['dev'])).not.toThrow();
    fs.writeFileSync(zip, Buffer.concat([whole, Buffer.from('more')]));
    expect(line()).toMatch(/matches\.zip: is not a zip that can be read \(it has 4 bytes that do not fit/);
    writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} };' });
    fs.writeFileSync(zip, whole);
    const script = path.join(folder, 'build', 'realtime-server.zip');
    fs.writeFileSync(script, zipSync({ 'server.js': handler, '../x.js': handler }));
    expect(line()).toMatch(/^build\/realtime-server\.zip: "\.\.\/x\.js" would be unpacked outside of it/);
  });

  it('for a zip in which bytes of a file are damaged', () => {
    // Stored and not packed, so that only the checksum shows the change.
    const stored = (name: string, text: string): Uint8Array => {
      const zip = zipSync({ [name]: strToU8(text), 'other.txt': strToU8('other') }, { level: 0 });
      zip[Buffer.from(zip).indexOf('damaged')] = 'D'.charCodeAt(0);
      return zip;
    };
    fs.writeFileSync(
      path.join(folder, 'build', 'functions', 'matches.zip'),
      stored('index.mjs', "export const handler = async () => 'damaged';"),
    );
    expect(line()).toMatch(
      /^build\/functions\/matches\.zip: the checksum of index\.mjs is wrong, .*npm run build$/,
    );
    fs.writeFileSync(
      path.join(folder, 'build', 'realtime-server.zip'),
      stored('server.js', "exports.ssExports = { init() {} }; 'damaged';"),
    );
    expect(line()).toMatch(/^build\/realtime-server\.zip: the checksum of server\.js is wrong/);
  });
});
