import { describe, expect, it } from '@jest/globals';
import { type Variant, drawVariant, gradeAnswer, renderPrompt } from '../index.js';
import { sayEvent, type Event } from '../states/events.js';
import { nextState as kind } from './next-state.js';

const draws = (difficulty: string, n: number): Variant[] =>
  Array.from({ length: n }, (_, i) => drawVariant(kind, { difficulty }, i.toString(16).padStart(64, '0')));

/** One line per event of a variant: state before, event, state after, reply. */
function lines({ prompt, expected }: Variant): string[] {
  const { before, events } = prompt.facts as { before: string; events: Event[] };
  const value = Object.fromEntries(expected.cells.map((cell) => [cell.id, String(cell.value)]));
  return events.map((event, i) => {
    const state = i === 0 ? before : value[`${i}.state`];
    return `${state} | ${sayEvent(event, 'en')} | ${value[`${i + 1}.state`]} | ${value[`${i + 1}.reply`]}`;
  });
}

// Figure 5 of RFC 9293, its notes, and what its text adds for retransmissions, typed in by hand.
const OWN = ' (it acknowledges this host’s FIN)';
const NOT_OWN = ' (it does not acknowledge this host’s FIN)';
const TWO_MSL = '2 MSL have passed';
const RFC = [
  'CLOSED | passive OPEN by the user | LISTEN | none',
  'CLOSED | active OPEN by the user | SYN-SENT | SYN',
  'CLOSED | SYN arrives | CLOSED | RST+ACK',
  'CLOSED | SYN, ACK arrives | CLOSED | RST',
  'LISTEN | SYN arrives | SYN-RECEIVED | SYN+ACK',
  'LISTEN | CLOSE by the user | CLOSED | none',
  'SYN-SENT | SYN arrives | SYN-RECEIVED | SYN+ACK',
  'SYN-SENT | SYN, ACK arrives | ESTABLISHED | ACK',
  'SYN-SENT | RST, ACK arrives | CLOSED | none',
  'SYN-SENT | CLOSE by the user | CLOSED | none',
  'SYN-SENT | the retransmission timer goes off | SYN-SENT | SYN',
  'SYN-RECEIVED | ACK arrives | ESTABLISHED | none',
  'SYN-RECEIVED | SYN, ACK arrives | ESTABLISHED | none',
  'SYN-RECEIVED | SYN arrives | SYN-RECEIVED | SYN+ACK',
  'SYN-RECEIVED | RST arrives | LISTEN | none',
  'SYN-RECEIVED | CLOSE by the user | FIN-WAIT-1 | FIN+ACK',
  'ESTABLISHED | CLOSE by the user | FIN-WAIT-1 | FIN+ACK',
  'ESTABLISHED | FIN, ACK arrives | CLOSE-WAIT | ACK',
  'ESTABLISHED | RST arrives | CLOSED | none',
  'ESTABLISHED | ABORT by the user | CLOSED | RST',
  `FIN-WAIT-1 | ACK arrives${OWN} | FIN-WAIT-2 | none`,
  `FIN-WAIT-1 | ACK arrives${NOT_OWN} | FIN-WAIT-1 | none`,
  `FIN-WAIT-1 | FIN, ACK arrives${NOT_OWN} | CLOSING | ACK`,
  `FIN-WAIT-1 | FIN, ACK arrives${OWN} | TIME-WAIT | ACK`,
  'FIN-WAIT-1 | the retransmission timer goes off | FIN-WAIT-1 | FIN+ACK',
  `FIN-WAIT-2 | FIN, ACK arrives${OWN} | TIME-WAIT | ACK`,
  `CLOSING | ACK arrives${OWN} | TIME-WAIT | none`,
  'CLOSE-WAIT | CLOSE by the user | LAST-ACK | FIN+ACK',
  `LAST-ACK | ACK arrives${OWN} | CLOSED | none`,
  'LAST-ACK | the retransmission timer goes off | LAST-ACK | FIN+ACK',
  `TIME-WAIT | FIN, ACK arrives${OWN} | TIME-WAIT | ACK`,
  `TIME-WAIT | ${TWO_MSL} | CLOSED | none`,
];

describe('next-state', () => {
  const seen = new Set(['intro', 'standard', 'hard'].flatMap((d) => draws(d, 400).flatMap(lines)));

  it('asks only for what the RFC says', () => {
    expect([...seen].filter((line) => !RFC.includes(line))).toEqual([]);
  });

  it('asks for as many events in a row as it is told, up to six', () => {
    for (const events of [1, 2, 3, 4, 5, 6]) {
      const { expected } = drawVariant(kind, { difficulty: 'hard', events }, '00'.repeat(32));
      expect(expected.cells).toHaveLength(2 * events);
    }
  });

  it('asks for all eleven states', () => {
    const after = new Set([...seen].map((line) => line.split(' | ')[2]));
    expect(after).toEqual(
      new Set([
        'CLOSE-WAIT',
        'CLOSED',
        'CLOSING',
        'ESTABLISHED',
        'FIN-WAIT-1',
        'FIN-WAIT-2',
        'LAST-ACK',
        'LISTEN',
        'SYN-RECEIVED',
        'SYN-SENT',
        'TIME-WAIT',
      ]),
    );
  });

  it('names who takes a FIN in FIN-WAIT-1 for the end of the close', () => {
    const variant = draws('hard', 400).find(({ expected }) =>
      expected.mistakes.some(({ rules }) => rules.includes('fin-in-fin-wait-1-to-time-wait')),
    );
    if (variant === undefined) throw new Error('never asked');
    const { expected } = variant;
    const mistake = expected.mistakes.find(({ rules }) => rules.includes('fin-in-fin-wait-1-to-time-wait'));
    const answer = { cells: { ...kind.solve(expected).cells, ...mistake?.values } };
    const outcome = gradeAnswer(kind, expected, answer);
    expect(outcome).toMatchObject({ grade: { diagnosis: { rules: ['fin-in-fin-wait-1-to-time-wait'] } } });
  });

  it('takes the states in Chinese', () => {
    const [variant] = draws('intro', 1);
    if (variant === undefined) throw new Error('nothing drawn');
    expect(renderPrompt(kind, variant.prompt, 'zh').task).toMatch(
      /的 TCP 处于 [A-Z0-9-]+（[\u4e00-\u9fff0-9-]+）状态/,
    );
  });
});
