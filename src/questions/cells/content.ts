// What stands in some field of a segment, whichever that is: a number, control bits, or nothing.
import type { CellValue } from '../kind.js';
import { withoutName } from './field.js';
import { parseFlags } from './flags.js';
import { isNone } from './none.js';
import { parseInteger } from './number.js';

/** `ack=7001` and `seq: 7001` are read as 7001. `ACK=1` may be the bit as well as the number, so it is neither. */
export function parseContent(text: string): CellValue | undefined {
  const bare = withoutName(text);
  if (isNone(bare)) return 'none';
  const number = parseInteger(bare);
  const flags = parseFlags(text);
  if (number !== undefined && flags !== undefined) return undefined;
  return number ?? flags ?? parseFlags(bare);
}
