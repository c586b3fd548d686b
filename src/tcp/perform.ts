// What each call of a script does to a run.

import type { UserCall } from './calls.js';
import { EXPRESSION } from './parse-scenario.js';
import type { NumberExpression, ScriptItem } from './scenario.js';
import { ctlOf } from './segment.js';
import { add, point, type SeqPoint } from './seq.js';
import type { Run } from './simulate.js';
import { withOptions, withSysctls } from './sockets.js';
import type { Host } from './trace.js';

export function performCall(run: Run, item: ScriptItem): void {
  if (item.host === 'wire') onWire(run, item);
  else onHost(run, item, item.host);
}

function onWire(run: Run, { call, args }: ScriptItem): void {
  if (call === 'inject') {
    const ack = args.ack === null || args.ack === undefined ? null : evaluate(run, args.ack);
    run.inject(args.to ?? 'server', {
      seq: evaluate(run, args.seq ?? 0),
      ack,
      ctl: ctlOf(args.flags ?? []),
      len: args.len ?? 0,
      wnd: args.win ?? 64240,
      mss: args.mss ?? null,
      again: false,
    });
  } else {
    run.network.block(args.frm ?? 'client', call === 'block');
  }
}

function onHost(run: Run, item: ScriptItem, name: Host): void {
  const host = run.hosts[name];
  const { call, args } = item;
  switch (call) {
    case 'listen':
    case 'connect':
      open(run, item, name);
      return;
    case 'send':
      user(run, name, call, { call: 'send', n: args.n ?? 1, more: args.more ?? false });
      return;
    case 'recv':
      user(run, name, call, { call: 'receive', n: args.n ?? null });
      return;
    case 'shutdown':
      // Linux has no half close before the connection exists.
      user(run, name, call, { call: 'shutdown' });
      return;
    case 'close':
      user(run, name, call, { call: 'close' });
      return;
    case 'abort':
      user(run, name, call, { call: 'abort' });
      return;
    case 'read_auto':
      host.setOptions({ ...host.options, autoRead: true }, run.now);
      if (host.connection !== null && host.connection.unread > 0)
        user(run, name, call, { call: 'receive', n: null });
      return;
    case 'setopt':
      host.setOptions(withOptions(host.options, args.opts ?? {}), run.now);
      host.rules = withSysctls(host.rules, args.opts ?? {});
      return;
    case 'sysctl':
      host.rules = withSysctls(host.rules, args.opts ?? {});
      return;
    case 'vanish':
      host.vanish();
      run.noteStates(() => `${name}.vanish`);
      return;
    case 'repair':
      host.install(args.snd ?? 1, args.rcv ?? 1, run.now);
      run.noteStates(() => `${name}.repair`);
      return;
    case 'inject':
    case 'block':
    case 'unblock':
      return;
    default:
      call satisfies never;
  }
}

function user(run: Run, name: Host, word: string, call: UserCall): void {
  const host = run.hosts[name];
  const before = host.state;
  run.done(host, { kind: 'call', call: word }, before, host.call(call, run.now));
}

function open(run: Run, { call, args }: ScriptItem, name: Host): void {
  const host = run.hosts[name];
  const options = withOptions(host.options, args.opts ?? {});
  host.options = { ...options, autoRead: args.auto_read ?? options.autoRead };
  host.rules = withSysctls(host.rules, args.opts ?? {});
  const next = host.nextIsn(run.now);
  user(run, name, call, {
    call: 'open',
    passive: call === 'listen',
    remote: true,
    iss: args.isn === undefined ? next : evaluate(run, args.isn),
    mss: host.mss,
    options: host.options,
    server: name === 'server',
  });
}

/** A number, or an expression over what the wire has seen so far. */
function evaluate(run: Run, expression: NumberExpression): SeqPoint {
  if (typeof expression === 'number') return point(expression);
  const match = EXPRESSION.exec(expression);
  if (match === null) return point(0);
  const base = run.wireNumber(match[1] === 'c' ? 'client' : 'server', match[2] === 'isn' ? 'isn' : 'nxt');
  const terms = (match[3] ?? '').replaceAll(/\s/g, '').match(/[+-]\d+/g) ?? [];
  return terms.reduce((sum, term) => add(sum, Number(term)), base);
}
