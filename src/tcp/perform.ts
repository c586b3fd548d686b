// What each call of a script does to a world.

import type { UserCall } from './calls.js';
import { EXPRESSION, type NumberExpression, type ScriptItem } from './scenario.js';
import { ctlOf } from './segment.js';
import { add, point, type SeqPoint } from './seq.js';
import { withOptions, withSysctls } from './sockets.js';
import type { Host } from './trace.js';
import type { World } from './world.js';

export function performCall(world: World, item: ScriptItem): void {
  if (item.host === 'wire') onWire(world, item);
  else onHost(world, item, item.host);
}

function onWire(world: World, { call, args }: ScriptItem): void {
  if (call === 'inject') {
    const ack = args.ack === null || args.ack === undefined ? null : evaluate(world, args.ack);
    world.inject(args.to ?? 'server', {
      seq: evaluate(world, args.seq ?? 0),
      ack,
      ctl: ctlOf(args.flags ?? []),
      len: args.len ?? 0,
      wnd: args.win ?? 64240,
      mss: args.mss ?? null,
      again: false,
    });
  } else {
    world.network.block(args.frm ?? 'client', call === 'block');
  }
}

function onHost(world: World, item: ScriptItem, name: Host): void {
  const host = world.hosts[name];
  const { call, args } = item;
  switch (call) {
    case 'listen':
    case 'connect':
      open(world, item, name);
      return;
    case 'send':
      user(world, name, call, { call: 'send', n: args.n ?? 1, more: args.more ?? false });
      return;
    case 'recv':
      user(world, name, call, { call: 'receive', n: args.n ?? null });
      return;
    case 'shutdown':
      user(world, name, call, { call: 'shutdown' });
      return;
    case 'close':
      user(world, name, call, { call: 'close' });
      return;
    case 'abort':
      user(world, name, call, { call: 'abort' });
      return;
    case 'read_auto':
      host.setOptions({ ...host.options, autoRead: true }, world.now);
      if (host.connection !== null && host.connection.unread > 0)
        user(world, name, call, { call: 'receive', n: null });
      return;
    case 'setopt':
      host.setOptions(withOptions(host.options, args.opts ?? {}), world.now);
      host.rules = withSysctls(host.rules, args.opts ?? {});
      return;
    case 'sysctl':
      host.rules = withSysctls(host.rules, args.opts ?? {});
      return;
    case 'vanish':
      host.vanish();
      world.noteStates(() => `${name}.vanish`);
      return;
    case 'repair':
      host.install(args.snd ?? 1, args.rcv ?? 1, world.now);
      world.noteStates(() => `${name}.repair`);
      return;
    case 'inject':
    case 'block':
    case 'unblock':
      return;
    default:
      call satisfies never;
  }
}

function user(world: World, name: Host, word: string, call: UserCall): void {
  const host = world.hosts[name];
  const before = host.state;
  world.done(host, { kind: 'call', call: word }, before, host.call(call, world.now));
}

function open(world: World, { call, args }: ScriptItem, name: Host): void {
  const host = world.hosts[name];
  const options = withOptions(host.options, args.opts ?? {});
  host.options = { ...options, autoRead: args.auto_read ?? options.autoRead };
  host.rules = withSysctls(host.rules, args.opts ?? {});
  const next = host.nextIsn(world.now);
  user(world, name, call, {
    call: 'open',
    passive: call === 'listen',
    remote: true,
    iss: args.isn === undefined ? next : evaluate(world, args.isn),
    mss: host.mss,
    options: host.options,
    server: name === 'server',
  });
}

/** A number, or an expression over what the wire has seen so far. */
function evaluate(world: World, expression: NumberExpression): SeqPoint {
  if (typeof expression === 'number') return point(expression);
  const match = EXPRESSION.exec(expression);
  if (match === null) return point(0);
  const base = world.wireNumber(match[1] === 'c' ? 'client' : 'server', match[2] === 'isn' ? 'isn' : 'nxt');
  const terms = (match[3] ?? '').replaceAll(/\s/g, '').match(/[+-]\d+/g) ?? [];
  return terms.reduce((sum, term) => add(sum, Number(term)), base);
}
