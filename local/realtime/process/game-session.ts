import { type HostedGameSession } from '../hosting';

/**
 * The argument of onStartGameSession. The guide says only "a game session object"; the server SDK has
 * PascalCase fields, so those are the real ones. camelCase aliases can be read, but are hidden from logs.
 */
export function gameSessionForScript(session: HostedGameSession, port: number): object {
  const properties = session.GameProperties.map(({ Key, Value }) =>
    hidden({ Key, Value }, { key: Key, value: Value }),
  );
  const shown = {
    GameSessionId: session.GameSessionId,
    Name: session.Name,
    FleetId: session.FleetId,
    MaximumPlayerSessionCount: session.MaximumPlayerSessionCount,
    GameProperties: properties,
    GameSessionData: session.GameSessionData,
    MatchmakerData: session.MatchmakerData,
    IpAddress: session.IpAddress,
    DnsName: session.DnsName,
    Port: port,
  };
  return hidden(shown, {
    gameSessionId: shown.GameSessionId,
    name: shown.Name,
    fleetId: shown.FleetId,
    maximumPlayerSessionCount: shown.MaximumPlayerSessionCount,
    maxPlayers: shown.MaximumPlayerSessionCount,
    gameProperties: properties,
    gameSessionData: shown.GameSessionData,
    matchmakerData: shown.MatchmakerData,
    ipAddress: shown.IpAddress,
    dnsName: shown.DnsName,
    port,
  });
}

function hidden<Shown extends object>(shown: Shown, aliases: Readonly<Record<string, unknown>>): Shown {
  for (const [name, value] of Object.entries(aliases))
    Object.defineProperty(shown, name, { value, enumerable: false, writable: true, configurable: true });
  return shown;
}
