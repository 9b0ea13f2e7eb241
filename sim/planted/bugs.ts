import { type PlantedBug } from './bug';
import { clockBugs } from './clock-bugs';
import { laterBugs } from './later-bugs';

/** Every defect that the simulator must find. */
export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'lost-fencing',
    oracle: 'the log only grows',
    within: 20,
    summary: 'an entry is stored whether its number is free or not',
    file: 'store/match-entries.ts',
    find: `new PutCommand({ TableName, Item, ConditionExpression })`,
    replace: `new PutCommand({ TableName, Item })`,
  },
  {
    name: 'result-without-condition',
    oracle: 'counted once',
    within: 2500,
    summary: 'a result is counted again by a process that records it',
    file: 'store/match-result.ts',
    find: `if (match.status !== 'active') return 'already-recorded';`,
    replace: ``,
    also: {
      find: `ConditionExpression: '#status = :active',`,
      replace: `ConditionExpression: '#status = :active OR #status = :finished',`,
    },
  },
  {
    name: 'datagrams-are-proof',
    oracle: 'a datagram is not a proof',
    within: 60,
    summary: 'a message counts without the secret of its connection',
    file: 'realtime-server/match-host.ts',
    find: `if (!needsSecret(message) || this.#secrets.isOf(peerId, secret)) return message;`,
    replace: `if (secret !== '') return message;`,
  },
  {
    name: 'retry-is-a-new-command',
    oracle: 'refused is not stored',
    within: 20,
    summary: 'a command that comes again is another command',
    file: 'core/match/match.ts',
    find: `if (before !== undefined) return { kind: 'repeated', entry: before };`,
    replace:
      "if (before !== undefined && before.sequence > match.sequence - 1) return { kind: 'repeated', " +
      'entry: before };',
  },
  {
    name: 'ticket-before-row',
    oracle: 'a ticket has a row when it starts',
    within: 5,
    summary: 'the ticket starts before its row is written',
    file: 'functions/matchmaking/create-ticket.ts',
    find: `  await storeTicket(dependencies, ticket, matchmaking, othersEndedAt);`,
    replace: `  const early = await Promise.all([
    players.get(playerId),
    players.standing(playerId, game.name),
  ]);
  if (early[0] === undefined) throw new ApiProblem('player-not-found');
  const of = { game: game.name, options, player: early[0], standing: early[1] };
  await startStored(dependencies, matchmaking, {
    ticketId: ticket.ticketId,
    playerId,
    attributes: ticketAttributes(matchmaking, of),
    latencyMs,
  });
  await storeTicket(dependencies, ticket, matchmaking, othersEndedAt);`,
  },
  {
    name: 'doubt-is-forgotten',
    oracle: 'only a fenced owner stops sending',
    within: 400,
    summary: 'an entry whose answer was lost is taken for that of another owner',
    file: 'realtime-server/log-writer.ts',
    find: `      if (attempt === 0 && earlier === undefined) this.#doubtful.push(entry);`,
    replace: ``,
  },
  {
    name: 'claim-keeps-the-epoch',
    oracle: 'the log can be replayed',
    within: 20,
    summary: 'a process that takes a match over has the epoch of the owner before it',
    file: 'store/match-ownership.ts',
    find: `epoch: ownershipOf(log).epoch + 1,`,
    replace: `epoch: ownershipOf(log).epoch,`,
  },
  {
    name: 'resumed-without-the-last-entry',
    oracle: 'everything ends',
    within: 40,
    summary: 'a match that is taken over lacks the entry before its claim',
    file: 'store/match-ownership.ts',
    find: `entries: [...log, claim] };`,
    replace: `entries: [...log.slice(0, -1), claim] };`,
  },
  {
    name: 'claim-goes-back-in-time',
    oracle: 'time never goes back',
    within: 40,
    summary: 'a claim has a time of its own, before that of the entry which it follows',
    file: 'store/match-ownership.ts',
    find: `at: Math.max(at, said),`,
    replace: `at: at - 3_600_000,`,
  },
  {
    name: 'told-before-stored',
    oracle: 'durable before told',
    within: 5,
    summary: 'players hear of a command before it is durable',
    file: 'realtime-server/match-course.ts',
    find: `    const appended = await this.#parts.log.append(answer.entry, turns);`,
    replace: `    const appending = this.#parts.log.append(answer.entry, turns);
    await this.#players.newest(answer.match, answer.entry);
    const appended = await appending;`,
  },
  {
    name: 'hidden-command-is-told',
    oracle: 'hidden stays hidden',
    within: 5,
    summary: 'an event shows the command as it was played',
    file: 'core/match/views.ts',
    find: `if (action.kind !== 'play' || match.rules.seen === undefined) return action;`,
    replace: `if (action.kind !== 'play' || sequence % 7 === 3) return action;
  if (match.rules.seen === undefined) return action;`,
  },
  {
    name: 'wrong-view',
    oracle: 'hidden stays hidden',
    within: 20,
    summary: 'a player who comes back gets the view of the first seat',
    file: 'realtime-server/messages.ts',
    find: `    position: positionFor(match, seat),
    clocks: clocksMessage`,
    replace: `    position: positionFor(match, match.sequence > 4 ? 0 : seat),
    clocks: clocksMessage`,
  },
  {
    name: 'stolen-seat',
    oracle: 'hidden stays hidden',
    within: 20,
    summary: 'a player session of another player opens the first seat',
    file: 'realtime-server/match-host.ts',
    find: `const seat = this.#match.header.seats.indexOf(playerId);`,
    replace: `const own = this.#match.header.seats.indexOf(playerId);
    const seat = Math.max(0, own - (this.#match.sequence > 3 ? 1 : 0));`,
  },
  {
    name: 'sweeper-ends-live-matches',
    oracle: 'live matches continue',
    within: 20,
    summary: 'the sweeper takes every match that it looks at for lost',
    file: 'functions/match-sweeper/match-check.ts',
    find: `    if (silent?.show(canSleep) === true) return this.#putToSleep(match);
    await this.#matches.attend(match, at);
    return undefined;`,
    replace: `    if (silent?.show(canSleep) === true) return this.#putToSleep(match);
    return this.#settle(match);`,
  },
  {
    name: 'result-before-it-is-recorded',
    oracle: 'recorded before told',
    within: 20,
    summary: 'players receive a result that no row has',
    file: 'realtime-server/match-end.ts',
    find: `    if (!this.#resultIsRecorded) {
      switch`,
    replace: `    if (!this.#resultIsRecorded) {
      this.#announceResult(ending);
      switch`,
  },
  {
    name: 'older-event-wins',
    oracle: 'an end is an end',
    within: 20,
    summary: 'an event that comes late overwrites a newer state of the ticket',
    file: 'store/ticket-changes.ts',
    find: `'attribute_exists(openShard) AND (#at < :at OR (#at = :at AND #step < :step))'`,
    replace: `'attribute_exists(pk) AND (#at < :at OR #at >= :at OR #step < :step)'`,
  },
  {
    name: 'ticket-told-before-seated',
    oracle: 'seated before told',
    within: 5,
    summary: 'a ticket completes before its match knows the player session',
    file: 'functions/matchmaking-events/receive.ts',
    find: `  if (seats !== undefined) await matches.seatPlayerSessions(seats.matchId, seats.sessions);`,
    replace: `  if (seats !== undefined && changes.length > 9)
    await matches.seatPlayerSessions(seats.matchId, seats.sessions);`,
  },
  {
    name: 'players-own-row-is-taken',
    oracle: 'no internal error',
    within: 500,
    summary: 'a registration whose answer was lost fails at its own row',
    file: 'store/players.ts',
    find: `'attribute_not_exists(pk) OR secretHash = :own'`,
    replace: `'attribute_not_exists(pk) OR secretHash < :own AND secretHash > :own'`,
  },
  {
    name: 'standing-forgets-wins',
    oracle: 'counted once',
    within: 150,
    summary: 'a second win of a player counts for nothing',
    file: 'core/ranking/standing.ts',
    find: `    wins: wins + (outcome === 'win' ? 1 : 0),`,
    replace: `    wins: wins + (outcome === 'win' && wins === 0 ? 1 : 0),`,
  },
  {
    name: 'sync-skips-one',
    oracle: 'who is there acts',
    within: 60,
    summary: 'who asks for what was missed misses one more',
    file: 'core/match/views.ts',
    find: `return match.log.after(sequence).map(`,
    replace: `return match.log.after(sequence + (sequence > 5 ? 1 : 0)).map(`,
  },
  {
    name: 'too-much-asked',
    oracle: 'grants',
    within: 5,
    summary: 'a function asks for what its role does not allow',
    file: 'functions/matchmaking/app.ts',
    find: `async function ownTicket(
  { tickets }: Pick<MatchmakingDependencies, 'tickets'>,`,
    replace: `async function ownTicket(
  { tickets, players, now }: MatchmakingDependencies,`,
    also: {
      find: `  const ticket = await tickets.get(ticketId(id));`,
      replace: `  const asked = { playerId, displayName: 'asked', createdAt: now() };
  await players.create(asked, 'hash').catch(() => undefined);
  const ticket = await tickets.get(ticketId(id));`,
    },
  },
  ...laterBugs,
  ...clockBugs,
];
