import fs from 'node:fs';
import path from 'node:path';
import { type LabDocument, type LabPool, type LabRuleSet } from '../../contract/console/lab';
import { type CommonConfig } from '../../config';
import { type Backend } from '../../definition';
import { matchmakingTimes } from '../../definition/environments';
import { isOver, type Ticket } from '../../flexmatch/lifecycle/ticket';
import { type Insight } from '../gamelift';
import { poolTicket } from '../gamelift/matchmaking/engine';
import { versionOf } from './lab-files';
import { matchmakingOfTicket } from './tickets';

/** The number of tickets of a pool that the lab gets, oldest first. */
const maxTickets = 5_000;

/** The sources of the rule sets that the lab compares. */
export interface LabSources {
  readonly backend: () => Backend;
  readonly insight: Insight;
  readonly prefix: string;
  /** The folder of the games: `game/`. */
  readonly gameFolder: string;
  readonly config: CommonConfig;
}

/** Every matchmaking with the text of its rule set. */
export function labRuleSets({ backend, insight, prefix, gameFolder, config }: LabSources): LabDocument {
  const open = waitingTickets(insight);
  return {
    ruleSets: [...backend().matchmakings.values()].map((matchmaking) => ({
      matchmaking: matchmaking.key,
      name: matchmaking.ruleSet.name,
      ...ruleSetText(gameFolder, matchmaking.ruleSet),
      timeoutSeconds: matchmakingTimes(config, matchmaking).requestTimeoutSeconds,
      waiting: open.filter((ticket) => matchmakingOfTicket(prefix, ticket) === matchmaking.key).length,
    })),
  };
}

/** The text as its author wrote it; for a backend without files the canonical body. */
function ruleSetText(
  gameFolder: string,
  { name, body }: { readonly name: string; readonly body: string },
): Pick<LabRuleSet, 'text' | 'version'> {
  try {
    const text = fs.readFileSync(path.join(gameFolder, 'rule-sets', `${name}.json`), 'utf8');
    return { text, version: versionOf(text) };
  } catch {
    return { text: `${JSON.stringify(JSON.parse(body), null, 2)}\n`, version: versionOf(undefined) };
  }
}

const waitingTickets = (insight: Insight): readonly Ticket[] =>
  [...insight.tickets()].filter(({ status, backfill }) => !isOver(status) && backfill === undefined);

/** The current pool of a matchmaking; undefined when the matchmaking is unknown. */
export function currentPool(
  { backend, insight, prefix }: LabSources,
  matchmaking: string,
): LabPool | undefined {
  if (![...backend().matchmakings.keys()].some((key) => key === matchmaking)) return undefined;
  const found = waitingTickets(insight)
    .filter((ticket) => matchmakingOfTicket(prefix, ticket) === matchmaking)
    .sort((one, other) => one.startTime - other.startTime);
  const begin = found[0]?.startTime ?? insight.clock.seconds();
  return {
    tickets: found.slice(0, maxTickets).map((ticket) => {
      const { ticketId, startTime, players } = poolTicket(ticket);
      return { ticketId, startTime: Math.floor(startTime - begin), players };
    }),
    more: found.length > maxTickets,
    now: Math.floor(insight.clock.seconds() - begin),
  };
}
