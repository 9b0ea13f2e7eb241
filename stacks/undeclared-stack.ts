import { type Construct } from 'constructs';
import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentConfig, homeRegions } from '../config';
import { GameStack } from './constructs/game-stack';
import { type StackPart } from './parts';
import { newApp } from './new-app';
import { copyHashes } from './provider-lock';

/**
 * A part that the configuration of its environment no longer has, such as a `site` that was removed. It has
 * the place of its state, and the providers that its resources were made with. Terraform can then destroy
 * them.
 */
class UndeclaredStack extends GameStack {
  constructor(scope: Construct, part: StackPart, config: EnvironmentConfig) {
    super(scope, part, config);
    this.keepProvidersOf(homeRegions);
  }
}

/**
 * Writes parts of an environment without their resources.
 * @param root the project's folder, which may hold hashes of the provider
 * @param out output folder; not that of the declared stacks
 * @param parts at least one
 */
export function synthesizeUndeclared(
  root: string,
  out: string,
  config: EnvironmentConfig,
  parts: readonly StackPart[],
): void {
  fs.mkdirSync(out, { recursive: true });
  const app = newApp(root, out);
  for (const part of parts) new UndeclaredStack(app, part, config);
  app.synth();
  copyHashes(root, path.join(out, 'stacks'));
}
