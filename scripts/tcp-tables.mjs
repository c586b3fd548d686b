#!/usr/bin/env node
// Writes the tables of docs/tcp.md from the code: what the machine does, and the misconceptions it can act out.
//   node scripts/tcp-tables.mjs [--check]      --check: fail when the document is not what the code says
// Needs dist/ (`npm run build`).
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import {
  DEFAULT_OPTIONS,
  MUTATIONS,
  PROFILES,
  call,
  clauseSource,
  clauseText,
  CLAUSE_KEYS,
  ctlOf,
  flagsOf,
  point,
  segmentArrives,
  timeout,
} from '../dist/tcp/index.js';

const DOCUMENT = fileURLToPath(new URL('../docs/tcp.md', import.meta.url));
/** ACKs at once, so that an event's answer is in the same step. */
const RULES = { ...PROFILES.rfc9293, ack: { ...PROFILES.rfc9293.ack, delay_ms: 0 } };
const NOW = 0;

const open = (passive) => ({
  call: 'open',
  passive,
  remote: true,
  iss: point(100),
  mss: 1460,
  options: DEFAULT_OPTIONS,
  server: passive,
});
const user = (request) => (tcb) => call(tcb, request, NOW, RULES);
const timer = (name) => (tcb) => timeout(tcb, name, NOW, RULES);

/** A segment in order that acknowledges `ack(tcb)`. */
const segment =
  (flags, { len = 0, ack = (tcb) => tcb.snd.nxt, seq = (tcb) => tcb.rcv.nxt } = {}) =>
  (tcb) => {
    const withAck = flags.includes('ACK');
    const seg = {
      seq: tcb === null ? point(300) : seq(tcb),
      ack: !withAck ? null : tcb === null ? point(1) : ack(tcb),
      ctl: ctlOf(flags),
      len,
      wnd: 65535,
      mss: flags.includes('SYN') ? 1460 : null,
      again: false,
    };
    return segmentArrives(tcb, seg, NOW, RULES);
  };

const SYN = segment(['SYN'], { seq: (tcb) => (tcb.rcv.nxt === 0 ? point(300) : tcb.rcv.nxt) });
const SYN_ACK = segment(['SYN', 'ACK'], { seq: (tcb) => (tcb.rcv.nxt === 0 ? point(300) : tcb.rcv.nxt) });
const ACK = segment(['ACK']);
const FIN = segment(['FIN', 'ACK']);
const FIN_AGAIN = segment(['FIN', 'ACK'], { seq: (tcb) => point(tcb.rcv.nxt - 1) });
const OLD_FIN = segment(['FIN', 'ACK'], { ack: (tcb) => tcb.snd.una });
const CLOSE = user({ call: 'shutdown' });

/** How a connection comes to each state. */
const WAY = {
  CLOSED: [],
  LISTEN: [user(open(true))],
  'SYN-SENT': [user(open(false))],
  'SYN-RECEIVED': [user(open(true)), SYN],
  ESTABLISHED: [user(open(true)), SYN, ACK],
  'FIN-WAIT-1': [user(open(true)), SYN, ACK, CLOSE],
  'FIN-WAIT-2': [user(open(true)), SYN, ACK, CLOSE, ACK],
  'CLOSE-WAIT': [user(open(true)), SYN, ACK, FIN],
  CLOSING: [user(open(true)), SYN, ACK, CLOSE, OLD_FIN],
  'LAST-ACK': [user(open(true)), SYN, ACK, FIN, CLOSE],
  'TIME-WAIT': [user(open(true)), SYN, ACK, CLOSE, ACK, FIN],
};

const EVENTS = [
  ['OPEN, active', user(open(false))],
  ['SEND', user({ call: 'send', n: 10, more: false })],
  ['CLOSE', CLOSE],
  ['ABORT', user({ call: 'abort' })],
  ['SYN', SYN],
  ['SYN,ACK', SYN_ACK],
  ['ACK of all', ACK],
  ['text', segment(['ACK', 'PSH'], { len: 10 })],
  ['FIN, ACK of all', FIN],
  ['FIN, ACK of nothing new', OLD_FIN],
  ['FIN before RCV.NXT', FIN_AGAIN],
  ['RST', segment(['RST'])],
  ['retransmission', timer('retransmission')],
  ['2 MSL', timer('time-wait')],
];

function cell(state, event) {
  const tcb = WAY[state].reduce((before, step) => step(before).tcb, null);
  if ((tcb?.state ?? 'CLOSED') !== state) throw new Error(`no way to ${state}: came to ${tcb?.state}`);
  const result = event(tcb);
  const next = result.tcb?.state ?? 'CLOSED';
  const sent = result.sent.map((s) => {
    const flags = flagsOf(s.ctl).filter((flag) => flag !== 'PSH');
    return s.len > 0 ? [...flags, 'text'].join(',') : flags.join(',');
  });
  const failed = result.signals.find(
    (signal) => signal.event === 'error' || signal.event === 'connect-failed',
  );
  const parts = [];
  if (next !== state) parts.push(`**${next}**`);
  if (sent.length > 0) parts.push(`sends ${sent.join('; ')}`);
  if (result.because.includes('9293:3.10.7.4-fifth-time-wait')) parts.push('2 MSL anew');
  if (parts.length === 0 && failed !== undefined) parts.push('error');
  return parts.length === 0 ? '·' : parts.join(', ');
}

function transitionTable() {
  const head = ['state', ...EVENTS.map(([name]) => name)];
  const rows = Object.keys(WAY).map((state) => [state, ...EVENTS.map(([, event]) => cell(state, event))]);
  return markdown(head, rows);
}

function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const mutationTable = () =>
  markdown(
    ['number', 'name', 'rule', '规则'],
    MUTATIONS.map(({ id, name, en, zh }) => [id ?? 'what if', `\`${name}\``, en, zh]),
  );

const clauseTable = () =>
  markdown(
    ['key', 'source', 'text', '文字'],
    CLAUSE_KEYS.map((key) => [`\`${key}\``, clauseSource(key), clauseText(key, 'en'), clauseText(key, 'zh')]),
  ).replaceAll('<', '&lt;');

const TABLES = { transitions: transitionTable, mutations: mutationTable, clauses: clauseTable };

const written = readFileSync(DOCUMENT, 'utf8');
const filled = Object.entries(TABLES).reduce((text, [name, table]) => {
  const marked = new RegExp(`(<!-- ${name}: generated[^>]*-->\n)[^]*?(<!-- end ${name} -->)`);
  if (!marked.test(text)) throw new Error(`docs/tcp.md has no place for ${name}`);
  return text.replace(marked, (_, begin, end) => `${begin}\n${table()}\n\n${end}`);
}, written);
const generated = await format(filled, { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' });

if (process.argv.includes('--check')) {
  if (generated !== written) {
    console.error('docs/tcp.md is not what the code says: run node scripts/tcp-tables.mjs');
    process.exitCode = 1;
  }
} else {
  writeFileSync(DOCUMENT, generated);
}
