import path from 'node:path';
import { type App } from 'cdktf';
import { type EnvironmentConfig } from '../config';
import { type Backend } from '../definition';
import { environmentNames, environmentOf } from '../definition/environments';
import { type Matchmaking } from '../definition/matchmaking';
import { ApiStack } from './api-stack';
import { Artifacts } from './artifacts';
import { addStackRules } from './constructs/rules';
import { DataStack } from './data-stack';
import { DeliveryStack } from './delivery-stack';
import { MatchmakingStack } from './matchmaking-stack';
import { OperationsStack } from './operations-stack';
import { PagesStack } from './pages-stack';
import { RealtimeStack } from './realtime-stack';
import { SiteStack } from './site-stack';
import { StateStack } from './state-stack';

/** One environment: its stacks in the order of deployment. */
function environment(
  app: App,
  config: EnvironmentConfig,
  artifacts: Artifacts,
  matchmakings: readonly Matchmaking[],
): void {
  new StateStack(app, config);
  const data = new DataStack(app, config);
  const realtime = new RealtimeStack(app, config, artifacts);
  new MatchmakingStack(app, config, artifacts, realtime, matchmakings);
  const site = config.site === undefined ? undefined : new SiteStack(app, config);
  const api = new ApiStack(app, config, artifacts, data, site);
  if (site !== undefined) new PagesStack(app, config, artifacts, api);
  new OperationsStack(app, config, realtime, api, matchmakings);
  new DeliveryStack(app, config);
}

/**
 * The whole app: every given environment, with the rules for all.
 * @param root the project's folder, with build/
 * @param environments default: all of the backend's in the cloud
 * @param artifacts default: those of build/
 * @throws Error with one line that names the file and the fix, for anything that could not be deployed
 */
export function turnlift(
  app: App,
  root: string,
  backend: Backend,
  environments: readonly EnvironmentConfig[] = environmentNames(backend).map((name) =>
    environmentOf(backend, name),
  ),
  artifacts = new Artifacts(path.join(root, 'build')),
): App {
  for (const config of environments) environment(app, config, artifacts, [...backend.matchmakings.values()]);
  addStackRules(app);
  return app;
}
