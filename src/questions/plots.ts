// A plot: what happens after a handshake (RFC 9293 section 3.5), told with lengths of data that are still to be drawn.
import type { Random } from '../random.js';
import type { ProfileName, Scenario } from '../tcp/index.js';
import { type Difficulty, drawIsns, drawLengths, isnWithinData } from './draws.js';
import { type Call, connect, type Drop, listen, scenarioOf } from './scenario.js';

export interface Plot {
  profile: ProfileName;
  /** What happens after the handshake, with lengths of data to use; the client's first data has the first one. */
  calls(lengths: readonly number[]): Call[];
  drops?: readonly Drop[];
}

/** When the drawing ends: after all segments, before the end of TIME-WAIT. In ms. */
const UNTIL = 10_000;

/** Share of hard questions in which the client's numbers wrap around within its first data, in percent. */
const WRAPS = 50;

/** The exchange of one plot, with `n` lengths, as the question kind `name` asks about it. */
export function drawPlot(
  name: string,
  plots: Record<Difficulty, readonly Plot[]>,
  difficulty: Difficulty,
  n: number,
  random: Random,
): { scenario: Scenario; profile: ProfileName } {
  const { profile, calls, drops } = random.field('plot').pick(plots[difficulty]);
  const isn = drawIsns(random, difficulty);
  const lengths = drawLengths(random, n);
  if (difficulty === 'hard' && random.field('wraps').chance(WRAPS))
    isn.client = isnWithinData(random, 'client', lengths[0] ?? 0);
  const scenario = scenarioOf(name, isn, [listen(), connect(), ...calls(lengths)], drops);
  return { scenario: { ...scenario, until_ms: UNTIL }, profile };
}
