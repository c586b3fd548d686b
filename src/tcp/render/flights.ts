// Which segments cross others on their way: something of the other direction happens while they are under way, or
// they overtake or are overtaken. These need two rows in a ladder. Takes n log n steps: a trace may be long.
import type { Host, TraceSegment } from '../trace.js';

/** One direction's segments in order of sending. */
interface Direction {
  sent: number[];
  /** Latest arrival among the first k segments. */
  latestArrival: number[];
  /** Earliest arrival among the segments from the kth on. */
  earliestArrival: number[];
  /** Sendings and arrivals together, in order. */
  events: number[];
}

/** A test for the segments of one trace. */
export function crossing(segments: TraceSegment[]): (segment: TraceSegment) => boolean {
  const directions: Record<Host, Direction> = {
    client: direction(segments, 'client'),
    server: direction(segments, 'server'),
  };
  return ({ from, ord_sent, ord_arrive }) => {
    if (ord_arrive === null) return false;
    const own = directions[from];
    const other = directions[from === 'client' ? 'server' : 'client'];
    const place = below(own.sent, ord_sent);
    return (
      below(other.events, ord_arrive) > below(other.events, ord_sent) ||
      (other.latestArrival[below(other.sent, ord_sent)] ?? 0) > ord_arrive ||
      (own.latestArrival[place] ?? 0) > ord_arrive ||
      (own.earliestArrival[place + 1] ?? Infinity) < ord_arrive
    );
  };
}

/**
 * Which segments need two rows, by index: those that cross others, and those that set out behind such a one of their
 * own direction while it is still under way. In a single row they would seem to overtake it.
 */
export function inTwoRows(segments: TraceSegment[]): boolean[] {
  const crosses = crossing(segments);
  const split = segments.map(crosses);
  const under: Record<Host, number> = { client: -1, server: -1 };
  const inOrder = segments.map((segment, i) => ({ segment, i }));
  for (const { segment, i } of inOrder.sort((a, b) => a.segment.ord_sent - b.segment.ord_sent)) {
    const { from, ord_sent, ord_arrive } = segment;
    if (ord_arrive === null) continue;
    if (under[from] > ord_sent) split[i] = true;
    if (split[i] === true) under[from] = Math.max(under[from], ord_arrive);
  }
  return split;
}

function direction(segments: TraceSegment[], from: Host): Direction {
  const list = segments
    .filter((segment) => segment.from === from)
    .toSorted((a, b) => a.ord_sent - b.ord_sent);
  const latestArrival = [-1];
  for (const [k, { ord_arrive }] of list.entries())
    latestArrival.push(Math.max(latestArrival[k] ?? -1, ord_arrive ?? -1));
  const earliestArrival = Array.from<number>({ length: list.length + 1 }).fill(Infinity);
  for (let k = list.length - 1; k >= 0; k -= 1) {
    earliestArrival[k] = Math.min(earliestArrival[k + 1] ?? Infinity, list[k]?.ord_arrive ?? Infinity);
  }
  const events = list.flatMap(({ ord_sent, ord_arrive }) =>
    ord_arrive === null ? [ord_sent] : [ord_sent, ord_arrive],
  );
  return {
    sent: list.map((segment) => segment.ord_sent),
    latestArrival,
    earliestArrival,
    events: events.sort((a, b) => a - b),
  };
}

/** How many of the ascending `list` are below `limit`. */
function below(list: number[], limit: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
