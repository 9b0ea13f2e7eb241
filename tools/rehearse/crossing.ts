/** A request that passed through the proxy. */
export interface Crossing {
  /** The stack that sent it: the user in the proxy's URL; the password is the phase. */
  readonly stack: string;
  readonly phase: string;
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly place: keyof typeof borderHosts;
}

/** An answer that the proxy gives itself. */
export interface OwnAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A handler that answers some requests instead of the emulator. */
export type Answers = (crossing: Crossing) => OwnAnswer | undefined;

/** The answer of the first that has one. */
export function firstAnswer(...all: readonly Answers[]): Answers {
  return (crossing) => {
    for (const answers of all) {
      const own = answers(crossing);
      if (own !== undefined) return own;
    }
    return undefined;
  };
}

/**
 * The proxy of the rehearsal. Terraform and its provider reach everything through it, and it forwards to
 * three places: the emulator, the local GameLift, and (where a download was requested) the registry. Any
 * other request is refused and recorded, so that nothing leaves the machine unseen.
 *
 * The hosts have names under `.invalid`, which no resolver knows (RFC 6761). Loopback addresses would not
 * work: Go never sends their requests through a proxy, so they would bypass it.
 */
const suffix = 'rehearsal.invalid';

export const borderHosts = { aws: `aws.${suffix}`, gamelift: `gamelift.${suffix}` } as const;

/** The host name of GameLift in a Region other than the home Region. */
export function furtherGameLiftHost(region: string): string {
  return `gamelift-${region}.${suffix}`;
}
