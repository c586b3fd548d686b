import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseScenarioText } from './parse.js';
import { printScenarioText } from './print.js';
import { readScenarioText } from './read.js';
import { ACTIONS, HOST_CALLS, MATCHES } from '../scenario.js';
import { FLAG_LETTERS, type Json, type ScenarioShape, type ScriptLine } from './shape.js';

const folder = fileURLToPath(new URL('../../../test/data/traces/linux/', import.meta.url));
const names = readdirSync(folder).map((file) => file.replace('.json', ''));

type Recorded = Omit<ScenarioShape, 'script'> & { script: (ScriptLine & { result?: string })[] };

/** What of a recording is its scenario: without what came of it. */
function scenarioOf(name: string): ScenarioShape {
  const recorded = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as Recorded;
  const script = recorded.script.map(({ result: _result, ...line }): ScriptLine => {
    const { isn_value: _isn, seq_value: _seq, ack_value: _ack, ...args } = line.args;
    return { ...line, args };
  });
  const { family, description, link, addresses, isn, drops } = recorded;
  return { name: recorded.name, family, description, link, addresses, isn, script, drops };
}

function parsed(text: string): ScenarioShape {
  const result = parseScenarioText(text);
  if ('error' in result) throw new Error(result.error);
  return result.scenario;
}

function errorOf(text: string): string {
  const result = parseScenarioText(text);
  return 'error' in result ? result.error : 'none';
}

describe('scenario text', () => {
  it('is at hand for all recorded scenarios', () => {
    expect(names).toHaveLength(107);
  });

  it.each(names)('means the same as the JSON of %s', (name) => {
    const scenario = scenarioOf(name);
    const text = printScenarioText(scenario);
    expect(parsed(text)).toEqual(scenario);
    expect(printScenarioText(parsed(text))).toBe(text);
  });

  it('reads as the lines of a protocol do', () => {
    expect(printScenarioText(scenarioOf('loss_last_ack'))).toBe(
      [
        'name loss_last_ack',
        'family loss-close',
        'description The last ACK is lost: server (LAST-ACK) retransmits its FIN, TIME-WAIT ACKs it again.',
        'link client 10 server 10 mtu 1500',
        'address client 10.9.0.1:40000 server 10.9.0.2:5001',
        'isn client 1598733311 server 2845748125',
        'drop client PURE-ACK 2',
        '',
        '0.2      server.listen()',
        '10.5     client.connect()',
        '101.2    client.shutdown()',
        '251      server.close()',
        '262.7    client.close() on client.eof',
        '',
      ].join('\n'),
    );
  });

  it('leaves out what a recording came to', () => {
    const recorded = JSON.parse(readFileSync(`${folder}fig8_old_dup_syn.json`, 'utf8')) as ScenarioShape;
    expect(JSON.stringify(recorded.script)).toContain('seq_value');
    expect(printScenarioText(recorded)).not.toMatch(/value|result/);
    expect(parsed(printScenarioText(recorded)).script).toEqual(scenarioOf('fig8_old_dup_syn').script);
  });

  it('takes comments, relative times, named arguments and crafted segments', () => {
    const scenario = parsed(`
      // half open: the server has forgotten the connection
      isn client 100
      delay server SYN-ACK 1,3 150   // two of them
      10  client.connect(isn=c.nxt+1, opts={SO_KEEPALIVE=1})
      +5  client.send(n=20, more=true)
      +5  client.send(20, more) on client.connected
      +0  wire > server FP. c.nxt-1(30) ack s.isn+1 win 0 {note="a, \\"b\\""}
      +.5 wire.block(client)
      dup client FIN all
    `);
    expect(scenario).toEqual({
      isn: { client: 100 },
      drops: [
        { from: 'server', match: 'SYN-ACK', nth: [1, 3], action: 'delay', ms: 150 },
        { from: 'client', match: 'FIN', nth: 'all', action: 'dup' },
      ],
      script: [
        { t_ms: 10, host: 'client', call: 'connect', args: { isn: 'c.nxt+1', opts: { SO_KEEPALIVE: 1 } } },
        { t_ms: 15, host: 'client', call: 'send', args: { n: 20, more: true } },
        { t_ms: 20, host: 'client', call: 'send', args: { n: 20, more: true }, trigger: 'client.connected' },
        {
          t_ms: 20,
          host: 'wire',
          call: 'inject',
          args: {
            to: 'server',
            flags: ['FIN', 'PSH', 'ACK'],
            seq: 'c.nxt-1',
            ack: 's.isn+1',
            len: 30,
            win: 0,
            note: 'a, "b"',
          },
        },
        { t_ms: 20.5, host: 'wire', call: 'block', args: { frm: 'client' } },
      ],
    });
  });

  it.each([
    ['10 client.connect(', 'line 1, column 19: expected a name, found the end of the line'],
    ['\n10 klient.connect()', 'line 2, column 4: "klient.connect" is not a call of client, server or wire'],
    [
      '10 client.conect()',
      'line 1, column 4: "client.conect" is not a call of client: listen, connect, send, recv, shutdown, close, abort, vanish, repair, setopt, sysctl, read_auto',
    ],
    ['10 wire.connect()', 'line 1, column 4: "wire.connect" is not a call of wire: block, unblock'],
    ['-1 client.close()', 'line 1, column 1: expected a time or one of the lines of a scenario, found "-1"'],
    [
      'drop client SYNACK 1',
      'line 1, column 13: "SYNACK" is not a kind of segment: SYN, SYN-ACK, FIN, DATA, PURE-ACK, RST, ANY',
    ],
    ['drop client SYN 0', 'line 1, column 17: segments are counted from 1'],
    ['delay client SYN 1', 'line 1, column 19: expected milliseconds, found the end of the line'],
    ['drop wire SYN 1', 'line 1, column 6: "wire" is not a host: client, server'],
    ['1e999 client.close()', 'line 1, column 1: 1e999 is too large'],
    ['isn client 4294967296', 'line 1, column 12: an ISN must be an integer from 0 to 4294967295'],
    ['isn client 1\nisn server 2', 'line 2, column 1: "isn" is given twice'],
    ['link client ten', 'line 1, column 13: expected a delay in milliseconds, found "ten"'],
    ['isn', 'line 1, column 4: expected client or server'],
    ['noise loss=1', 'line 1, column 7: expected "{", found "loss=1"'],
    [
      'frobnicate 7',
      'line 1, column 1: "frobnicate" is not a time or one of the lines of a scenario: name, family, description, link, address, isn, later_isn, noise, until, drop, dup, delay',
    ],
    ['5 wire > server SX 1(0)', 'line 1, column 18: "X" is not a control bit: S F R P . U E W'],
    [
      '5 wire > server S c.next(0)',
      'line 1, column 19: "c.next" is not c.isn, c.nxt, s.isn or s.nxt with an offset',
    ],
    ['5 wire > server S 1(70000)', 'line 1, column 21: octets of text must be an integer from 0 to 65495'],
    ['5 wire > server S 1(0) {seq=2}', 'line 1, column 24: "seq" is given twice'],
    ['5 client.close() on nothing', 'line 1, column 21: expected an event, such as server.eof'],
    ['5 client.close() now', 'line 1, column 18: unexpected "now"'],
    ['5 client.setopt(a=1, a=2)', 'line 1, column 22: "a" is given twice'],
    ['5 client.setopt(a="x)', 'line 1, column 19: a quotation mark is never closed'],
    ['5 client.setopt(a=' + '['.repeat(9), 'line 1, column 28: values are nested too deeply'],
    ['5 client.send(100', 'line 1, column 18: expected ")", found the end of the line'],
  ])('says where and why %j is wrong', (text, error) => {
    expect(errorOf(text)).toBe(error);
  });

  it.each([
    'x'.repeat(10_000),
    `0 ${'x'.repeat(10_000)}()`,
    `0 client.send(${'x'.repeat(10_000)}=1)`,
    '\u001b[31m',
  ])('shows no more of a bad word than a line holds, and no control character', (text) => {
    const result = readScenarioText(text);
    const error = result.ok ? '' : result.error;
    expect(error).toMatch(/^line 1.*: /);
    expect(error.length).toBeLessThan(300);
    expect(error).not.toMatch(/\p{Cc}/u);
  });

  it('is what its documentation shows', () => {
    const document = readFileSync(new URL('../../../docs/tcp-notation.md', import.meta.url), 'utf8');
    const examples = [...document.matchAll(/```scenario\n(.*?)```/gs)].map(([, text]) => parsed(text ?? ''));
    expect(examples).toHaveLength(2);
    expect(examples[0]?.script.at(-1)).toMatchObject({ t_ms: 250, call: 'close', trigger: 'client.eof' });
    expect(examples[1]?.script).toHaveLength(7);
  });

  it.each([
    ['client.connect()', 'line 1, column 1: "client.connect" is not a time'],
    ['isn client 5\n\n0 client.send(0)', 'line 3: args.n: 0 is not within 1..1073741824'],
    ['drop client SYN 2000000\n0 client.connect()', 'line 1: nth: 2000000 is not within 1..1000000'],
    ['// nothing\nlink mtu 10\n0 client.connect()', 'line 2: link.mtu: 10 is not within 68..65535'],
    ['until 1e12\n0 client.connect()', 'line 1: until_ms: 1000000000000 is not within 0..864000000'],
    ['', 'script: is empty: nothing would happen'],
  ])('is checked like JSON, and a refusal names the line: %j', (text, error) => {
    const result = readScenarioText(text);
    expect(result.ok ? 'none' : result.error).toContain(error);
  });

  it('can be simulated', () => {
    for (const name of names)
      expect(readScenarioText(printScenarioText(scenarioOf(name)))).toMatchObject({ ok: true });
  });

  it('refuses a text without end', () => {
    expect(errorOf('\n'.repeat(10_000))).toBe('line 10001, column 1: a scenario has at most 10000 lines');
  });

  it('gives back any scenario that was printed', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        const text = printScenarioText(scenario);
        expect(parsed(text)).toEqual(scenario);
        expect(printScenarioText(parsed(text))).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers any text with a scenario or with one line', () => {
    const words =
      '10 |+|client|wire| > |server|.send|(|)|5|,|S. |"|{|}|=|\n|drop |ack |on |//|description |isn |c.nxt|all|\\|\0|-|1e999|DATA';
    const pieces = fc.constantFrom(...words.split('|'));
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const result = parseScenarioText(parts.join(''));
        if ('error' in result) expect(result.error).toMatch(/^line \d+, column \d+: [^\n]+$/);
        else expect(parsed(printScenarioText(result.scenario))).toEqual(result.scenario);
      }),
      { numRuns: 3000 },
    );
  });
});

const hosts = fc.constantFrom('client' as const, 'server' as const);
const uint32 = fc.nat({ max: 2 ** 32 - 1 });
const milliseconds = fc.oneof(
  fc.nat(1e7),
  fc.double({ min: 0, max: 1e7, noNaN: true }).map((x) => Math.round(x * 10) / 10),
);
const point: fc.Arbitrary<number | string> = fc.oneof(
  uint32,
  fc.constantFrom('c.nxt', 's.nxt+5', 'c.isn-100', 's.isn+1'),
);
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json);
const dictionary = fc.dictionary(
  fc
    .string({ unit: 'binary', maxLength: 8 })
    .filter((key) => !['isn_value', 'seq_value', 'ack_value'].includes(key)),
  json,
  { maxKeys: 4, noNullPrototype: true },
);
const calls: fc.Arbitrary<ScriptLine> = fc.record(
  {
    t_ms: milliseconds,
    host: hosts,
    call: fc.constantFrom(...HOST_CALLS),
    args: dictionary,
    trigger: fc.constantFrom('client.eof', 'server.recv>=700'),
  },
  { requiredKeys: ['t_ms', 'host', 'call', 'args'], noNullPrototype: true },
);
const sends: fc.Arbitrary<ScriptLine> = fc.record({
  t_ms: milliseconds,
  host: hosts,
  call: fc.constant('send'),
  args: fc.oneof(fc.record({ n: fc.nat() }), fc.record({ n: fc.nat(), more: fc.boolean() })),
});
const injections: fc.Arbitrary<ScriptLine> = fc.record(
  {
    trigger: fc.constant('server.accepted'),
    t_ms: milliseconds,
    host: fc.constant('wire' as const),
    call: fc.constant('inject'),
    args: fc
      .record(
        {
          to: hosts,
          flags: fc.uniqueArray(fc.constantFrom(...Object.keys(FLAG_LETTERS))),
          seq: point,
          ack: fc.option(point),
          len: fc.nat(1460),
          win: fc.nat(65535),
          mss: fc.nat(65535),
        },
        { requiredKeys: ['to', 'flags', 'seq', 'ack', 'len'], noNullPrototype: true },
      )
      .map((args): { [key: string]: Json } => args),
  },
  { requiredKeys: ['t_ms', 'host', 'call', 'args'], noNullPrototype: true },
);
const perHost = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<{ client?: T; server?: T }> =>
  fc
    .record({ client: values, server: values }, { requiredKeys: [], noNullPrototype: true })
    .filter((record) => Object.keys(record).length > 0);
const rules = fc
  .record({
    from: hosts,
    match: fc.constantFrom(...MATCHES),
    nth: fc.oneof(
      fc.integer({ min: 1, max: 99 }),
      fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 2, maxLength: 4 }),
      fc.constant('all' as const),
    ),
    action: fc.constantFrom(...ACTIONS),
    ms: milliseconds,
  })
  .map(({ ms, ...rule }) => (rule.action === 'drop' ? rule : { ...rule, ms }));
const text = fc.string({ unit: 'binary', maxLength: 30 });
const scenarios: fc.Arbitrary<ScenarioShape> = fc.record(
  {
    name: text,
    family: text,
    description: text,
    link: fc.record(
      { delay_ms: perHost(milliseconds), mtu: fc.nat(65535) },
      { requiredKeys: [], noNullPrototype: true },
    ),
    addresses: perHost(fc.constantFrom('10.0.0.1:80', '[2001:db8::1]:443')),
    isn: perHost(fc.option(uint32)),
    later_isn: perHost(fc.array(uint32, { minLength: 1, maxLength: 3 })),
    noise: fc.record({ seed: fc.string(), loss: fc.constantFrom(0, 0.05, 1) }),
    until_ms: milliseconds,
    script: fc.array(fc.oneof(calls, sends, injections), { maxLength: 8 }),
    drops: fc.array(rules, { maxLength: 4 }),
  },
  { requiredKeys: ['script', 'drops'], noNullPrototype: true },
);
