/**
 * Loaded by `node --require` before every measured server, ours and a rival's. Servers force garbage
 * collections so that their memory can be measured. These are not work of a move: `process.cpuUsage` leaves
 * them out.
 */
const usage = process.cpuUsage.bind(process);
const { gc } = globalThis;
const collecting = { user: 0, system: 0 };

if (gc === undefined) throw new Error('a measured server needs node --expose-gc');

globalThis.gc = (): Promise<void> => {
  const before = usage();
  const collected = Promise.resolve(gc());
  const spent = usage(before);
  collecting.user += spent.user;
  collecting.system += spent.system;
  return collected;
};

process.cpuUsage = (since): NodeJS.CpuUsage => {
  const { user, system } = usage();
  return {
    user: user - collecting.user - (since?.user ?? 0),
    system: system - collecting.system - (since?.system ?? 0),
  };
};
