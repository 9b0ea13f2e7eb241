import { playMatch, Turnlift } from '../../client/node';
import { environment, type EnvironmentKey } from '../../contract/environment';
import { functionDeclarations } from '../../functions/declarations';
import { type AddressedEvent } from '../../local/gamelift';
import { type LocalLambda, startLocalLambda } from '../../local/lambda';
import { keysOf } from '../../core/keys-of';

/**
 * The backend that Terraform applied: its functions with their environment variables, its tables, its
 * FlexMatch, its fleet.
 */
export interface AppliedBackend {
  /** Values of the functions' environment variables, by variable, from Terraform's state. */
  readonly variables: Readonly<Record<string, string>>;
  readonly bundlesFolder: string;
  readonly region: string;
  readonly emulator: string;
  readonly gamelift: string;
}

export interface RehearsedMatch {
  readonly matchId: string;
  readonly commands: number;
  readonly reason: string;
}

/** The functions of the applied backend, on this machine; `deliver` passes events to them. */
export async function startAppliedFunctions(backend: AppliedBackend): Promise<LocalLambda> {
  const values: Partial<Record<EnvironmentKey, string>> = {};
  for (const key of keysOf(environment)) {
    const value = backend.variables[environment[key]];
    // The issuer is the API itself, which runs on this machine here.
    if (value !== undefined && key !== 'issuer') values[key] = value;
  }
  return startLocalLambda({
    declarations: functionDeclarations,
    bundlesFolder: backend.bundlesFolder,
    environment: values,
    region: backend.region,
    endpoints: { dynamodb: backend.emulator, gamelift: backend.gamelift, secretsManager: backend.emulator },
  });
}

/** Events of the local GameLift, buffered until the functions are started. */
export class EventRelay {
  #lambda: LocalLambda | undefined;

  sendTo(lambda: LocalLambda | undefined): void {
    this.#lambda = lambda;
  }

  readonly sink = async ({ envelope, topic }: AddressedEvent): Promise<void> => {
    if (topic === undefined) await this.#lambda?.deliver(envelope);
  };
}

/**
 * Plays one match: a guest and a ticket for each seat, from the first command to the result.
 * @throws Error when any step takes longer than two minutes
 */
export async function playOneMatch(
  api: string,
  backend: AppliedBackend,
  { game, seats }: { readonly game: string; readonly seats: number },
): Promise<RehearsedMatch> {
  const turnlift = new Turnlift({ url: api });
  const guests = await Promise.all(
    Array.from({ length: seats }, (_, seat) => turnlift.register({ displayName: `Guest ${seat + 1}` })),
  );
  const signal = AbortSignal.timeout(120_000);
  const results = await Promise.all(
    guests.map(async ({ player }) => {
      const found = await player.findMatch({ game, latencyMs: { [backend.region]: 20 }, signal });
      const match = await player.connect(found);
      const result = await playMatch(match, ({ legal }) => legal[0] ?? 'resign');
      match.leave();
      return {
        matchId: match.matchId,
        result,
        stored: await player.match(match.matchId),
        standings: (await player.me()).standings,
      };
    }),
  );
  const [first] = results;
  if (first === undefined || results.some(({ matchId }) => matchId !== first.matchId))
    throw new Error('the players were not in one match');
  if (first.stored.result === undefined)
    throw new Error(`the match ${first.matchId} ended, but its row has no result`);
  if (results.some(({ standings }) => standings.length !== 1))
    throw new Error("the result did not reach every player's standings");
  return { matchId: first.matchId, commands: first.result.commands, reason: first.stored.result.reason };
}
