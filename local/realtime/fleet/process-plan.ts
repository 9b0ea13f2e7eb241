import net from 'node:net';
import path from 'node:path';
import { type FleetHostOptions } from '../hosting';
import { defaultHostLimits, type HostTiming } from '../limits';
import { type FleetCertificate } from './certificate';
import { processEnvironment, trustedAuthorities } from './environment';
import { type DeployedScript } from './script-folder';
import { type ProcessPlan } from './spawned-process';

/** The state of a fleet that the start of a process depends on. */
export interface ProcessParts {
  readonly id: string;
  readonly deployed: DeployedScript;
  readonly deployment: number;
  readonly timing: HostTiming;
  readonly certificate: FleetCertificate | undefined;
  /** The ports of the process before, where the fleet uses the same ones again. */
  readonly ports: FleetHostOptions['ports'];
}

/** The start parameters of a process. @param environment the variables of this process */
export function processPlan(
  options: FleetHostOptions,
  { id, deployed, deployment, timing, certificate, ports }: ProcessParts,
  environment: NodeJS.ProcessEnv,
): ProcessPlan {
  const host = listenAddress(options.address);
  const authorities = trustedAuthorities(environment);
  return {
    start: {
      processId: id,
      gameFolder: deployed.gameFolder,
      metadataFolder: deployed.metadataFolder,
      scriptFile: deployed.scriptFile,
      launchParameters: deployed.launchParameters,
      port: ports?.tcp ?? 0,
      limits: { ...defaultHostLimits, ...options.limits },
      loginTimeoutMs: timing.loginTimeoutMs,
      ...(host === undefined ? {} : { host }),
      ...(options.udp ? { udpPort: ports?.udp ?? 0 } : {}),
      ...(certificate === undefined ? {} : { tls: certificate }),
      ...(authorities === undefined ? {} : { trustedAuthorities: authorities }),
      ...(options.time === undefined ? {} : { time: options.time.shift }),
    },
    program: deployed.program,
    environment: processEnvironment(environment, options.environment),
    nodeBinary: options.nodeBinary ?? process.execPath,
    logFile: path.join(options.logFolder, `${id}.log`),
    timing,
    activationTimeoutMs: options.activationTimeoutSeconds * 1000,
    deployment,
  };
}

/** Undefined for a name: the process then listens on every address. */
function listenAddress(address: string): string | undefined {
  if (address === 'localhost') return '127.0.0.1';
  return net.isIP(address) === 0 ? undefined : address;
}
