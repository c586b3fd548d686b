// Pictures of a trace: text, SVG with its equivalent table, and a capture file.
export type { Mark } from './labels.js';
export { type Blanks, type CellId, type Field, NOT_ASKED } from './blanks.js';
export type { LadderOptions } from './rows.js';
export { ladderText } from './ladder-text.js';
export { traceText, type NotationOptions } from './notation.js';
export { ladderSvg, MAX_DRAWN, type LadderSvgOptions } from './ladder.js';
export { ladderTable, ladderTableHtml, type LadderTable } from './table.js';
export { captureFile, capturedTogether, pcapng, type CaptureOptions, type Connection } from './pcapng.js';
export { observe, type Observed } from './analysis.js';
export { RenderLimit } from './limit.js';
