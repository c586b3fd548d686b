// Things in flight, earliest first; of two at the same time the one put in first.

interface Entry<T> {
  at: number;
  order: number;
  item: T;
}

/** A binary heap. */
export class EventQueue<T> {
  private readonly heap: Entry<T>[] = [];
  private order = 0;

  get nextTime(): number {
    return this.heap[0]?.at ?? Infinity;
  }

  put(at: number, item: T): void {
    const heap = this.heap;
    const entry = { at, order: this.order, item };
    this.order += 1;
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || earlier(parent, entry)) break;
      heap[i] = parent;
      i = up;
    }
    heap[i] = entry;
  }

  /** Takes the earliest; the queue must not be empty. */
  take(): T {
    const heap = this.heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) throw new Error('the queue is empty');
    if (heap.length > 0) this.sink(last);
    return first.item;
  }

  private sink(entry: Entry<T>): void {
    const heap = this.heap;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && earlier(right, left)) child += 1;
      const least = heap[child];
      if (least === undefined || earlier(entry, least)) break;
      heap[i] = least;
      i = child;
    }
    heap[i] = entry;
  }
}

function earlier<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
