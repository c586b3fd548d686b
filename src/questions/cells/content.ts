// What stands in some field of a segment, whichever that is: a number, control bits, or nothing.
import type { CellValue } from '../kind.js';
import { parseFlags } from './flags.js';
import { isNone } from './none.js';
import { parseInteger } from './number.js';

/** `ack=7001` and `seq: 7001` are read as 7001. */
export function parseContent(text: string): CellValue | undefined {
  const bare = text.replace(/^(?:seq|ack|len|flags|ctl|序号|确认号|长度|控制位)\s*[=:]\s*/i, '');
  if (isNone(bare)) return 'none';
  return parseInteger(bare) ?? parseFlags(bare);
}
