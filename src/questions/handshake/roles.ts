// The parts that segments play in an opening, found in its trace: profiles send more or fewer segments around them.
import type { Host, Trace, TraceSegment } from '../../tcp/index.js';
import type { SegmentCell, SegmentField } from '../segments/index.js';

/** `synack` is the server's; `reply` acknowledges the first data; a 2 marks what is sent a second time. */
export type Role =
  | 'syn'
  | 'syn2'
  | 'synack'
  | 'synack2'
  | 'clientsSynack'
  | 'third'
  | 'third2'
  | 'data'
  | 'data2'
  | 'data3'
  | 'reply';

function findAll(trace: Trace): Record<Role, TraceSegment | undefined> {
  const of = (host: Host, syn: boolean, ack: boolean) =>
    trace.segments.filter(
      ({ from, flags }) => from === host && flags.includes('SYN') === syn && flags.includes('ACK') === ack,
    );
  const [syn, syn2] = of('client', true, false);
  const [synack, synack2] = of('server', true, true);
  const [clientsSynack] = of('client', true, true);
  const [third, third2] = of('client', false, true).filter(({ len }) => len === 0);
  const [data, data2, data3] = trace.segments.filter(({ from, len }) => from === 'client' && len > 0);
  const reply = data && of('server', false, true).find(({ t_ms }) => t_ms > data.t_ms);
  return { syn, syn2, synack, synack2, clientsSynack, third, third2, data, data2, data3, reply };
}

/** The cells of the trace that `asked` names by their roles, in the order of sending. */
export function cellsAsked(trace: Trace, asked: readonly `${Role}.${SegmentField}`[]): SegmentCell[] {
  const roles = findAll(trace);
  const found = asked.map((cell) => {
    const [role, field] = cell.split('.') as [Role, SegmentField];
    const segment = roles[role];
    if (segment === undefined) throw new RangeError(`${trace.name}: no segment is the ${role}`);
    return { i: segment.i, field };
  });
  return found.sort((a, b) => a.i - b.i).map(({ i, field }) => `${i}.${field}` as const);
}

/** What must not be seen beside the cells asked: every other acknowledgment, and every other number but each side's first. */
export function veilBeside(trace: Trace, asked: readonly SegmentCell[]): SegmentCell[] {
  const open = new Set<string>(asked);
  const begun = new Set<Host>();
  const veiled: SegmentCell[] = [];
  for (const { i, from, ack } of trace.segments) {
    if (begun.has(from)) veiled.push(`${i}.seq`);
    begun.add(from);
    // A SYN that comes again shows no acknowledgment, which is just what may be asked of the first.
    if (ack !== null || open.has('0.ack')) veiled.push(`${i}.ack`);
  }
  return veiled.filter((cell) => !open.has(cell));
}
