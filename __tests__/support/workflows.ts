import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { findProjectRoot } from '../../tools/project';

/** Folder of the workflows of CI. */
export const workflowFolder = path.join(findProjectRoot(), '.github', 'workflows');
const job = z.looseObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  if: z.string().optional(),
  environment: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  concurrency: z.looseObject({ 'cancel-in-progress': z.boolean() }).optional(),
  steps: z
    .array(
      z.looseObject({
        id: z.string().optional(),
        run: z.string().optional(),
        if: z.string().optional(),
        uses: z.string().optional(),
        with: z.record(z.string(), z.unknown()).optional(),
        env: z.record(z.string(), z.string()).optional(),
      }),
    )
    .optional(),
  strategy: z
    .looseObject({
      matrix: z.looseObject({
        environment: z.array(z.string()).optional(),
        node: z.array(z.string()).optional(),
      }),
    })
    .optional(),
});
const workflowFile = z.looseObject({
  name: z.string(),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
});

/** The workflows' file names. */
export const workflows = fs.readdirSync(workflowFolder).filter((name) => name.endsWith('.yml'));
export type Job = z.output<typeof job>;

/** A workflow, by its file name. */
export function workflow(name: string): z.output<typeof workflowFile> {
  return workflowFile.parse(parse(fs.readFileSync(path.join(workflowFolder, name), 'utf8')));
}
