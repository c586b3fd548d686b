// The names of what a question can hide in a drawing.

export type Field = 'flags' | 'seq' | 'ack' | 'len' | 'mark' | 't_ms' | 'sender_state' | 'receiver_state';

/** `4.seq`: a field of segment 4. `state.7`: the change `Trace.states[7]`; `state.7.t_ms`: when it happened. */
export type CellId = `${number}.${Field}` | StateCellId | `${StateCellId}.t_ms`;
type StateCellId = `state.${number}`;

/** Stands in the place of a hidden cell that is not asked for either. */
export const NOT_ASKED = '·';

/** What stands in the place of each hidden cell: the name of the cell to fill in, "?", or NOT_ASKED. */
export type Blanks = ReadonlyMap<CellId, string>;
