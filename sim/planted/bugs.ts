/** A defect on purpose: one place of the deployed code, changed. The simulator must find it. */
export interface PlantedBug {
  readonly name: string;
  readonly summary: string;
  /** Path from the project's folder. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** A second place of the same file. */
  readonly also?: { readonly find: string; readonly replace: string };
  /** The oracle that objects first. */
  readonly oracle: string;
  /** Seeds, from the first, in which it is surely found: some times as many as it took. */
  readonly within: number;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    name: 'lost-fencing',
    oracle: 'the log only grows',
    within: 20,
    summary: 'an entry is stored whether its number is free or not',
    file: 'store/match-entries.ts',
    find: `new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })`,
    replace: `new PutCommand({ TableName, Item })`,
  },
  {
    name: 'result-without-condition',
    oracle: 'counted once',
    within: 5000,
    summary: 'a result is counted again by whoever records it',
    file: 'store/match-result.ts',
    find: `if (match.status !== 'active') return 'already-recorded';`,
    replace: ``,
    also: {
      find: `ConditionExpression: '#status = :active',`,
      replace: `ConditionExpression: '#status = :active OR #status = :finished',`,
    },
  },
  {
    name: 'retry-is-a-new-command',
    oracle: 'refused is not stored',
    within: 20,
    summary: 'a command that comes again is another command',
    file: 'core/match/match.ts',
    find: `if (before !== undefined) return { kind: 'repeated', entry: before };`,
    replace: `if (before !== undefined && before.sequence > match.sequence - 1) return { kind: 'repeated', entry: before };`,
  },
  {
    name: 'ticket-before-row',
    oracle: 'a row before its ticket',
    within: 5,
    summary: 'the ticket starts before its row is written',
    file: 'functions/matchmaking/app.ts',
    find: `    await tickets.create(ticket).catch((error: unknown) => {`,
    replace: `    await startTicket(gamelift, configurationName(resourcePrefix, matchmaking.key), {
      ticketId: ticket.ticketId,
      playerId,
      attributes: ticketAttributes(matchmaking, { game: game.name, options, player, standing }),
      latencyMs,
    });
    await tickets.create(ticket).catch((error: unknown) => {`,
  },
  {
    name: 'doubt-is-forgotten',
    oracle: 'only a fenced owner falls silent',
    within: 400,
    summary: 'an entry that was stored unheard is taken for that of another owner',
    file: 'realtime-server/match-log.ts',
    find: `      if (attempt === 0 && earlier === undefined) this.#doubtful.push(entry);`,
    replace: ``,
  },
  {
    name: 'claim-keeps-the-epoch',
    oracle: 'the log can be replayed',
    within: 20,
    summary: 'a process that takes a match over has the epoch of the one before',
    file: 'store/match-hosting.ts',
    find: `epoch: ownershipOf(log).epoch + 1,`,
    replace: `epoch: ownershipOf(log).epoch,`,
  },
  {
    name: 'resumed-without-the-last-entry',
    oracle: 'everything ends',
    within: 40,
    summary: 'a match that is taken over lacks the entry before its claim',
    file: 'store/match-hosting.ts',
    find: `entries: [...log, claim] };`,
    replace: `entries: [...log.slice(0, -1), claim] };`,
  },
  {
    name: 'claim-goes-back-in-time',
    oracle: 'time goes on',
    within: 40,
    summary: 'a claim has a time of its own, before that of the entry which it follows',
    file: 'store/match-hosting.ts',
    find: `at: Math.max(at, last?.at ?? 0),`,
    replace: `at: at - 3_600_000,`,
  },
  {
    name: 'told-before-stored',
    oracle: 'durable before told',
    within: 5,
    summary: 'players hear of a command before it is durable',
    file: 'realtime-server/match-host.ts',
    find: `    const appended = await this.#log.append(answer.entry);`,
    replace: `    const appending = this.#log.append(answer.entry);
    await this.#guarded(() => {
      for (const { seat, peerId } of this.#attendance.here()) {
        const telling = this.#time.telling(peerId);
        this.#voice.say(peerId, 'events', newestEvent(answer.match, answer.entry, seat, this.#hear, telling));
      }
    });
    const appended = await appending;`,
  },
  {
    name: 'hidden-command-is-told',
    oracle: 'hidden stays hidden',
    within: 5,
    summary: 'an event shows the command as it was played',
    file: 'core/match/views.ts',
    find: `if (action.kind !== 'play' || match.rules.seen === undefined) return action;`,
    replace: `if (action.kind !== 'play' || match.rules.seen === undefined || sequence % 7 === 3) return action;`,
  },
  {
    name: 'wrong-view',
    oracle: 'hidden stays hidden',
    within: 20,
    summary: 'a player who comes back gets the view of the first seat',
    file: 'realtime-server/messages.ts',
    find: `    standing: standingFor(match, seat),
    clocks: clocksMessage`,
    replace: `    standing: standingFor(match, match.sequence > 4 ? 0 : seat),
    clocks: clocksMessage`,
  },
  {
    name: 'stolen-seat',
    oracle: 'hidden stays hidden',
    within: 20,
    summary: 'a player session of another player opens the first seat',
    file: 'realtime-server/match-host.ts',
    find: `const seat = this.#match.header.seats.indexOf(playerId);`,
    replace: `const seat = Math.max(0, this.#match.header.seats.indexOf(playerId) - (this.#match.sequence > 3 ? 1 : 0));`,
  },
  {
    name: 'sweeper-ends-live-matches',
    oracle: 'live matches go on',
    within: 80,
    summary: 'the sweeper takes every match that it looks at for lost',
    file: 'functions/match-sweeper/matches.ts',
    find: `          await matches.attend(id, ownerEpoch, at);
          return undefined;
        }
        // Ended by its log`,
    replace: `          return settle(match);
        }
        // Ended by its log`,
  },
  {
    name: 'result-before-it-is-recorded',
    oracle: 'recorded before told',
    within: 20,
    summary: 'players are told a result that no row has',
    file: 'realtime-server/match-host.ts',
    find: `    if (!this.#resultIsRecorded) {
      switch`,
    replace: `    if (!this.#resultIsRecorded) {
      for (const { peerId } of this.#attendance.here())
        this.#voice.say(peerId, 'result', resultMessage(outcome, header.teams));
      switch`,
  },
  {
    name: 'older-event-wins',
    oracle: 'an end is an end',
    within: 20,
    summary: 'an event that comes late overwrites a newer state of the ticket',
    file: 'store/tickets.ts',
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
    replace: `  if (seats !== undefined && changes.length > 9) await matches.seatPlayerSessions(seats.matchId, seats.sessions);`,
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
    oracle: 'everybody comes home',
    within: 20,
    summary: 'who asks for what was missed misses one more',
    file: 'core/match/views.ts',
    find: `return match.journal.after(sequence).map(`,
    replace: `return match.journal.after(sequence + (sequence > 5 ? 1 : 0)).map(`,
  },
  {
    name: 'too-much-asked',
    oracle: 'grants',
    within: 5,
    summary: 'a function asks for what its role does not allow',
    file: 'functions/matchmaking/app.ts',
    find: `    const ticket = await tickets.get(ticketId(id));`,
    replace: `    await tickets.staleOpenTickets(1, 1);
    const ticket = await tickets.get(ticketId(id));`,
  },
  {
    name: 'meeting-counted-twice',
    oracle: 'meetings once',
    within: 40,
    summary: 'a record of the stream that comes again counts a meeting of two players again',
    file: 'core/ranking/head-to-head.ts',
    find: `if (before.recent.some(({ matchId }) => matchId === meeting.matchId)) return undefined;`,
    replace: ``,
  },
  {
    name: 'rank-counted-twice',
    oracle: 'ranks count once',
    within: 100,
    summary: 'entries that were counted are counted again when their batch comes again',
    file: 'store/rank-counts.ts',
    find: `changes.filter(({ sequence }) => BigInt(sequence) > BigInt(from));`,
    replace: `changes.filter(({ sequence }) => sequence !== from);`,
  },
  {
    name: 'rating-of-the-first-match',
    oracle: 'ratings are followed',
    within: 100,
    summary: 'the curve of ratings keeps the first rating of a day',
    file: 'store/player-records.ts',
    find: `'attribute_not_exists(#day) OR #day[1] < :version'`,
    replace: `'attribute_not_exists(#day) OR #day[1] > :version'`,
  },
  {
    name: 'older-score-wins',
    oracle: 'boards follow standings',
    within: 2000,
    summary: 'of two changes of an entry in one batch the older one is written',
    file: 'store/board-entries.ts',
    find: `if (other === undefined || change.version > other.version)`,
    replace: `if (other === undefined || change.version < other.version)`,
  },
  {
    name: 'lost-accept',
    oracle: 'answers are passed on',
    within: 20,
    summary: 'a player is told that the match is accepted, and FlexMatch does not hear it',
    file: 'functions/matchmaking/app.ts',
    find: `      await gamelift.send(
        new AcceptMatchCommand({`,
    replace: `      if (ticket.ticketId > '4') await gamelift.send(
        new AcceptMatchCommand({`,
  },
  {
    name: 'second-open-ticket',
    oracle: 'one open ticket',
    within: 200,
    summary: 'a player who has an open ticket opens another',
    file: 'store/tickets.ts',
    find: `if (lastTicket && !hasEnded(lastTicket.status) && lastTicket.ticketId !== ticketId)`,
    replace: `if (lastTicket && !hasEnded(lastTicket.status) && lastTicket.ticketId === ticketId)`,
  },
  {
    name: 'sessions-mixed-up',
    oracle: 'hidden stays hidden',
    within: 10,
    summary: 'a match knows each player session as that of another player',
    file: 'functions/matchmaking-events/receive.ts',
    find: `await matches.seatPlayerSessions(seats.matchId, seats.sessions);`,
    replace: `await matches.seatPlayerSessions(
      seats.matchId,
      seats.sessions.map((one, index) => ({ ...one, playerId: seats.sessions.at(-1 - index)?.playerId ?? one.playerId })),
    );`,
  },
  {
    name: 'abandoned-without-an-end',
    oracle: 'an end is in the log',
    within: 2000,
    summary: 'a match is abandoned by its row alone',
    file: 'store/match-hosting.ts',
    find: `      await append(matchId, ownerEpoch, end);
      await close(`,
    replace: `      await close(`,
  },
  {
    name: 'session-of-a-dead-server',
    oracle: 'everybody comes home',
    within: 2000,
    summary: 'who comes back gets a reservation in a game session that has ended',
    file: 'functions/matches/hosting.ts',
    find: `if (!(await isLive(gameSessionArn))) return { kind: 'gone' };`,
    replace: ``,
  },
  {
    name: 'version-stands-still',
    oracle: 'ratings are followed',
    within: 100,
    summary: 'a result leaves the version of a standing as it was',
    file: 'core/ranking/standing.ts',
    find: `    version: before.version + 1,`,
    replace: `    version: Math.max(1, before.version),`,
  },
  {
    name: 'history-of-the-winner',
    oracle: 'history once',
    within: 20,
    summary: 'the history of the last seat says that it won',
    file: 'store/match-result.ts',
    find: `outcome: counted === 'void' ? 'void' : outcome,`,
    replace: `outcome: counted === 'void' ? 'void' : seat === seats.length - 1 ? 'win' : outcome,`,
  },
];
