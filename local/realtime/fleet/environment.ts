/** Variables that a program needs from its machine, on Linux, macOS and Windows. */
const machine = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'TMPDIR',
  'TEMP',
  'TMP',
  'LANG',
  'TZ',
  'SYSTEMROOT',
  'SystemRoot',
  'windir',
  'APPDATA',
  'LOCALAPPDATA',
];

/**
 * The environment of a script process: the machine's own variables, AWS_*, and those of the fleet. Nothing
 * else is passed on: a script that depended on a developer's shell would not work on a fleet.
 */
export function processEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && (machine.includes(name) || name.startsWith('AWS_'))) environment[name] = value;
  }
  return { ...environment, ...added };
}

/**
 * File of certificate authorities that the machine's owner trusts besides Node's own; undefined: none. It is
 * not passed on as a variable. Node would read all of it at each start (more than 100 certificates on many
 * machines, 50 ms of CPU). Most scripts never make a connection with TLS.
 */
export function trustedAuthorities(own: Readonly<Record<string, string | undefined>>): string | undefined {
  return own['NODE_EXTRA_CA_CERTS'];
}
