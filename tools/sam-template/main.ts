/** `npm run sam-template`: writes template.yaml for AWS SAM. */
import fs from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { messageOf } from '../../core/message-of';
import { findProjectRoot } from '../project';
import { samTemplate } from './template';

function main(): void {
  const root = findProjectRoot();
  const program = new Command('sam-template')
    .description(
      'Writes the SAM template of the functions and the HTTP API, from the same declarations as the stacks.',
    )
    .option('--out <file>', 'where to write; - for stdout', path.join(root, 'template.yaml'));
  const { out } = program.parse().opts<{ out: string }>();
  const text = stringify(samTemplate(), { lineWidth: 140, aliasDuplicateObjects: false });
  if (out === '-') {
    process.stdout.write(text);
    return;
  }
  fs.writeFileSync(out, text);
  process.stdout.write(
    `Wrote ${path.relative(process.cwd(), path.resolve(out))}; next: sam local start-api, or cfn-lint ` +
      'to check it\n',
  );
}

try {
  main();
} catch (error) {
  process.stderr.write(`sam-template failed: ${messageOf(error)}\n`);
  process.exitCode = 1;
}
