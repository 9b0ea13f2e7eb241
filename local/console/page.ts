/**
 * The console: one page without a build step or anything from elsewhere. It asks `/console/state` and
 * `/console/log` once a second.
 */
export const consolePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Turnlift console</title>
<style>
  :root { color-scheme: light dark; --line: #8884; --soft: #8882; --good: #15803d; --bad: #b91c1c; --busy: #b45309; }
  body { font: 14px/1.45 system-ui, sans-serif; margin: 0; padding: 1.2rem 1.6rem 3rem; }
  header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
  h1 { font-size: 1.2rem; margin: 0; } h2 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
  #alive { color: var(--good); } #alive.lost { color: var(--bad); }
  .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: .7rem; margin-top: 1rem; }
  .tile { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; } .tile b { display: block; font-size: 1.5rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; max-width: 22rem; }
  th { font-weight: 600; } td.code { font-family: ui-monospace, monospace; font-size: 12px; }
  .COMPLETED, .ACTIVE, .FULFILLED { color: var(--good); } .FAILED, .TIMED_OUT, .CANCELLED, .ERROR { color: var(--bad); } .SEARCHING, .QUEUED, .PLACING, .PENDING, .ACTIVATING { color: var(--busy); }
  pre { background: var(--soft); padding: .7rem; border-radius: 8px; overflow: auto; max-height: 18rem; font-size: 12px; }
  .none { opacity: .6; }
</style>
</head>
<body>
<header><h1>Turnlift console</h1><span id="alive">connecting …</span><span id="clock"></span></header>
<div class="tiles" id="tiles"></div>
<h2>Tickets</h2><div id="tickets"></div>
<h2>Game sessions</h2><div id="sessions"></div>
<h2>Script processes</h2><div id="processes"></div>
<h2>Events</h2><div id="events"></div>
<h2>Requests to GameLift</h2><div id="requests"></div>
<h2>Log</h2><pre id="log"></pre>
<script>
const rows = 15;
const text = (value) => value === undefined || value === null ? '' : String(value);
const seconds = (value) => typeof value === 'number' ? new Date(value * 1000).toLocaleTimeString() : text(value).slice(11, 19);
function table(id, heads, lines) {
  const box = document.getElementById(id);
  if (lines.length === 0) { box.innerHTML = '<p class="none">none yet</p>'; return; }
  const element = document.createElement('table');
  const head = element.createTHead().insertRow();
  for (const name of heads) { const cell = document.createElement('th'); cell.textContent = name; head.append(cell); }
  const body = element.createTBody();
  for (const line of lines.slice(-rows).reverse()) {
    const row = body.insertRow();
    for (const value of line) { const cell = row.insertCell(); cell.textContent = text(value); if (/^[A-Z_]{4,}$/.test(text(value))) cell.className = text(value); cell.title = text(value); }
  }
  box.replaceChildren(element);
}
function tiles(entries) {
  const box = document.getElementById('tiles');
  box.replaceChildren(...entries.map(([name, value]) => { const tile = document.createElement('div'); tile.className = 'tile'; const figure = document.createElement('b'); figure.textContent = text(value); tile.append(figure, name); return tile; }));
}
async function ask(what) { const answer = await fetch('/console/' + what); if (!answer.ok) throw new Error(what + ' answered ' + answer.status); return answer.json(); }
async function draw() {
  const alive = document.getElementById('alive');
  try {
    const [state, events, requests, log] = await Promise.all([ask('state'), ask('events'), ask('requests'), ask('log')]);
    alive.textContent = 'live'; alive.className = '';
    document.getElementById('clock').textContent = state.region + ' · account ' + state.account;
    const open = state.tickets.filter((ticket) => ['QUEUED', 'SEARCHING', 'REQUIRES_ACCEPTANCE', 'PLACING'].includes(ticket.Status));
    const live = state.sessions.filter((session) => session.Status === 'ACTIVE');
    tiles([['open tickets', open.length], ['matches live', live.length], ['sessions so far', state.sessions.length], ['processes', state.processes.length],
      ['memory of scripts', Math.round(state.processes.reduce((sum, process) => sum + (process.residentBytes || 0), 0) / 1e6) + ' MB'], ['events', (events.events || events).length]]);
    table('tickets', ['ticket', 'players', 'status', 'started', 'reason'], state.tickets.map((ticket) => [ticket.TicketId, ticket.Players.map((player) => player.PlayerId).join(', '), ticket.Status, seconds(ticket.StartTime), ticket.StatusMessage]));
    table('sessions', ['game session', 'status', 'players', 'address', 'created'], state.sessions.map((session) => [session.GameSessionId.split('/').pop(), session.Status, session.CurrentPlayerSessionCount + ' of ' + session.MaximumPlayerSessionCount, session.IpAddress + ':' + session.Port, seconds(session.CreationTime)]));
    table('processes', ['process', 'pid', 'port', 'players', 'memory', 'game session'], state.processes.map((process) => [process.processId, process.pid, process.port, process.players, process.residentBytes ? Math.round(process.residentBytes / 1e6) + ' MB' : '', (process.gameSessionId || 'warm').split('/').pop()]));
    table('events', ['time', 'type', 'tickets'], (events.events || events).map((event) => [seconds(event.time), event.detail.type, (event.detail.tickets || []).map((ticket) => ticket.ticketId).join(', ') || event.detail.placementId]));
    table('requests', ['time', 'operation', 'ms', 'fault'], (requests.requests || requests).map((request) => [seconds(request.time), request.operation, request.milliseconds.toFixed(1), request.fault ? request.fault.code + ': ' + request.fault.message : '']));
    document.getElementById('log').textContent = log.slice(-60).map((line) => line.time.slice(11, 23) + ' ' + line.from + ': ' + line.text).join('\\n');
  } catch (error) {
    alive.textContent = 'no answer: ' + error.message; alive.className = 'lost';
  }
  setTimeout(draw, document.hidden ? 5000 : 1000);
}
draw();
</script>
</body>
</html>
`;
