import { World } from './world';
const [from, to, keep] = process.argv.slice(2).map(Number);
process.on('unhandledRejection', (e) => {
  process.stdout.write('UNHANDLED ' + String((e as any)?.stack ?? e) + '\n');
});
console.log = console.warn = console.error = () => undefined;
(async () => {
  const c = process.cpuUsage();
  let m = 0,
    cmd = 0,
    f = 0,
    v = 0;
  const kinds = new Map<string, number>();
  for (let seed = from!; seed <= to!; seed++) {
    const r = await new World({
      seed,
      keepTrace: keep === 1,
      ...(process.env.CALM ? { only: new Set<string>() } : {}),
    }).run();
    m += r.matches;
    cmd += r.commands;
    f += r.faults.length;
    for (const x of r.faults) kinds.set(x.kind, (kinds.get(x.kind) ?? 0) + 1);
    if (r.violations.length > 0) {
      v++;
      process.stdout.write(
        `seed ${seed} ${r.violations
          .map((x) => `${x.at} ${x.oracle}: ${x.message}`)
          .slice(0, 3)
          .join(' | ')}\n`,
      );
    }
    if (keep === 1) process.stdout.write(r.trace.join('\n') + '\n' + r.hash + '\n');
    if (from === to)
      process.stdout.write(
        `hash ${r.hash} lasted ${r.lasted} steps ${r.steps} faults ${r.faults.map((x) => x.id).join(' ')}\n`,
      );
  }
  const d = process.cpuUsage(c);
  process.stdout.write(
    `${to! - from! + 1} seeds ${m} matches ${cmd} commands ${f} faults ${v} failing; ${((d.user + d.system) / 1000 / (to! - from! + 1)).toFixed(1)} ms/seed\n${[...kinds].map(([k, n]) => k + ':' + n).join(' ')}\n`,
  );
})();
