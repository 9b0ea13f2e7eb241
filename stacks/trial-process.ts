import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The files of a zip: name → bytes. */
export type ZippedFiles = Readonly<Record<string, Uint8Array>>;

/** Lambda's limit for loading a function (Lambda guide, "Lambda execution environment lifecycle"). */
const loadMs = 10_000;

/** How a process ended that loaded code. */
export interface TrialRun {
  /** The report of the program under trial; the code that it loads does not know the file. */
  readonly report: string;
  /** How it ended without a report, as the end of a sentence about the loaded file. */
  readonly end: string;
  readonly status: number | null;
}

/**
 * The beginning of a program: `file` to load, and `tell` to report a result, which the code under trial
 * cannot reach.
 */
const reporting = `
const { appendFileSync } = require('node:fs');
const exit = process.exit;
const [file, reportFile] = process.argv.splice(1);
process.argv.push(file);
const tell = (text) => appendFileSync(reportFile, text);`;

/**
 * Runs a program with the files of a zip, in their folder.
 * @param program JavaScript that loads `file` and calls `tell`
 * @param variables its environment besides those of the process; gets the folder
 */
export function runWith(
  files: ZippedFiles,
  entry: string,
  program: string,
  variables: (folder: string) => Readonly<Record<string, string>>,
): TrialRun {
  return inFolder((folder) => {
    write(files, folder);
    return inFolder((reports) => {
      const reportFile = path.join(reports, 'report');
      fs.writeFileSync(reportFile, '');
      const run = spawnSync(
        process.execPath,
        ['--unhandled-rejections=warn', '-e', reporting + program, path.join(folder, entry), reportFile],
        {
          cwd: folder,
          encoding: 'utf8',
          timeout: loadMs,
          killSignal: 'SIGKILL',
          stdio: ['ignore', 'ignore', 'pipe'],
          maxBuffer: Infinity,
          // Without a home, and a metadata service, the AWS SDK finds no credentials of this machine.
          env: {
            ...variables(folder),
            PATH: process.env['PATH'],
            HOME: folder,
            AWS_EC2_METADATA_DISABLED: 'true',
          },
        },
      );
      return {
        report: withoutFolder(fs.readFileSync(reportFile, 'utf8'), folder),
        end: withoutFolder(endOf(run), folder),
        status: run.status,
      };
    });
  });
}

/** The end of a process that did not report. */
function endOf({ error, stderr, status, signal }: ReturnType<typeof spawnSync>): string {
  if (error !== undefined)
    return /ETIMEDOUT/.test(error.message)
      ? `does not return within ${loadMs / 1000} s when it is loaded`
      : `cannot be tried when it is loaded (${error.message})`;
  const words = String(stderr);
  const [first = ''] = words.trim().split('\n');
  const thrown = /^\w*Error.*$/m.exec(words)?.[0];
  const why = thrown ?? (first === '' ? 'without a word' : first);
  return `${whatItDoes(status, signal, thrown !== undefined || first !== '')} when it is loaded (${why})`;
}

function whatItDoes(status: number | null, signal: string | null, hasSaidWhy: boolean): string {
  if (signal !== null) return `is ended by ${signal}`;
  if (status === 0) return 'ends its process';
  return hasSaidWhy ? 'throws' : `ends its process with code ${status}`;
}

/** One line, with the names that files have in their zip. */
function withoutFolder(text: string, folder: string): string {
  const [line = ''] = text.replaceAll(`${folder}${path.sep}`, '').split('\n');
  return line;
}

function write(files: ZippedFiles, folder: string): void {
  for (const [name, bytes] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (!name.endsWith('/')) fs.writeFileSync(file, bytes);
  }
}

function inFolder<Result>(use: (folder: string) => Result): Result {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-trial-')));
  try {
    return use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
