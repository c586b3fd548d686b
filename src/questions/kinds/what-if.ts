// what-if: how a connection goes out under a changed protocol, beside TCP itself. Both are played by the simulator;
// the users and the network do the same in both runs. RFC 9293 sections 3.5 and 3.6 say why the rules are as they are.
import { IsIn } from 'class-validator';
import { type MutationName, type Scenario, type Trace, isMutationName } from '../../tcp/index.js';
import { cellKind } from '../cell-kind.js';
import { sideOf } from '../cells/index.js';
import { type Outcome, isHarmed, outcomeOf, resets } from '../changed/observe.js';
import {
  CHANGES,
  type Change,
  drawSetting,
  PLOTS,
  PLOT_NAMES,
  type PlotName,
  settingScenario,
} from '../changed/plots.js';
import { type WhatIfFacts, renderWhatIf } from '../changed/view.js';
import { HOSTS } from '../closing/observe.js';
import { DIFFICULTIES, type Difficulty } from '../draws.js';
import { veiled } from '../exchange.js';
import type { CellType, CellValue, ExpectedCell, Kind } from '../kind.js';
import { newRun, type Run } from '../states/run.js';

export class WhatIfParams {
  /** intro: states, and who is harmed. standard: RST and lost octets, too. hard: beside what TCP itself comes to. */
  @IsIn(DIFFICULTIES)
  difficulty: Difficulty = 'standard';

  /** The rule that is changed; `auto`: drawn. */
  @IsIn(['auto', ...CHANGES])
  change: Change | 'auto' = 'auto';
}

const CELLS: Record<string, { type: CellType; points: number }> = {
  'tcp.client': { type: 'state', points: 1 },
  'tcp.server': { type: 'state', points: 1 },
  client: { type: 'state', points: 2 },
  server: { type: 'state', points: 2 },
  reset: { type: 'side', points: 1 },
  lost: { type: 'number', points: 1 },
  astray: { type: 'number', points: 1 },
  harmed: { type: 'side', points: 2 },
};
const ASKED: Record<Difficulty, readonly string[]> = {
  intro: ['client', 'server', 'harmed'],
  standard: ['client', 'server', 'reset', 'lost', 'harmed'],
  hard: Object.keys(CELLS),
};

/** Beliefs about changes as such; what they predict is made of the two runs. */
const ALWAYS = 'change-without-effect';
const OF_CHANGES = [ALWAYS, 'both-ends-alike', 'nothing-is-lost'] as const;
const OF_THE_MACHINE = [
  'closed-is-silent',
  'time-wait-at-both',
  'time-wait-at-server',
] as const satisfies readonly MutationName[];

interface Plan {
  scenario: Scenario;
  change: Change;
  at_ms: number;
}

export const whatIf: Kind<WhatIfParams, WhatIfFacts> = cellKind<WhatIfParams, WhatIfFacts, Plan>({
  name: 'what-if',
  version: 1,
  title: { en: 'What if', zh: '如果规则变了' },
  params: WhatIfParams,
  examples: [
    ...DIFFICULTIES.map((difficulty) => ({ difficulty })),
    ...CHANGES.map((change) => ({ difficulty: 'hard' as const, change })),
  ],
  misconceptions: [...OF_CHANGES, ...OF_THE_MACHINE],

  draw({ difficulty, change }, random) {
    const rule = change === 'auto' ? random.field('change').pick(CHANGES) : change;
    const plots = PLOT_NAMES.filter((name: PlotName) => PLOTS[name].change === rule);
    const setting = drawSetting(random.field('plot').pick(plots), random);
    const { at_ms, begin_ms } = setting;
    const plan = { scenario: settingScenario(setting), change: rule, at_ms };
    const runs = play(plan, newRun(), []);
    return {
      plan,
      facts: {
        ...veiled(upTo(runs.tcp, at_ms), difficulty === 'hard' ? veilAt(rule, begin_ms) : null),
        ...setting,
        change: rule,
        difficulty,
      },
      cells: cellsOf(plan, runs, ASKED[difficulty]),
      printed: [setting.n, setting.m],
      misconceptions: [ALWAYS],
      maybe: [...OF_CHANGES, ...OF_THE_MACHINE].filter((belief) => isHeld(belief, rule, difficulty)),
    };
  },

  predictor(plan) {
    const run = newRun();
    return (misconceptions) => {
      const values = valuesOf(plan, play(plan, run, misconceptions), misconceptions);
      return (id) => values[id] ?? null;
    };
  },

  render: renderWhatIf,
});

/**
 * Who waits is asked of TCP itself, in hard questions; while the server still sends nobody does. Who lets the server wait
 * would have other segments sent where the client waits, so where TIME-WAIT is what is taken away there is no telling.
 */
function isHeld(belief: string, change: Change, difficulty: Difficulty): boolean {
  if (belief === 'time-wait-at-both') return difficulty === 'hard' && change !== 'three-segment-close';
  if (belief === 'time-wait-at-server') return difficulty === 'hard' && change === 'no-fin-retransmission';
  return belief !== ALWAYS;
}

/** What the story tells is not veiled: that the server listens, and answers the old SYN. */
function veilAt(change: Change, begin_ms: number): number {
  return change === 'two-way-handshake' ? begin_ms + 1 : begin_ms;
}

interface Runs {
  tcp: Trace;
  changed: Trace;
}

function play({ scenario, change }: Plan, run: Run, misconceptions: readonly string[]): Runs {
  const rules = misconceptions.filter(isMutationName);
  const tcp = run(scenario, 'textbook', rules);
  const same = misconceptions.includes(ALWAYS);
  return { tcp, changed: same ? tcp : run(scenario, 'textbook', [...rules, change]) };
}

/** The drawing ends where the states are asked. */
function upTo(trace: Trace, at_ms: number): Trace {
  return {
    ...trace,
    segments: trace.segments.filter(({ t_ms }) => t_ms <= at_ms),
    states: trace.states.filter(({ t_ms }) => t_ms <= at_ms),
  };
}

function valuesOf(
  { scenario, at_ms }: Plan,
  runs: Runs,
  misconceptions: readonly string[],
): Record<string, CellValue> {
  const tcp = outcomeOf(runs.tcp, scenario, at_ms);
  const changed = outcomeOf(runs.changed, scenario, at_ms);
  const values: Record<string, CellValue> = {
    'tcp.client': tcp.states.client,
    'tcp.server': tcp.states.server,
    client: changed.states.client,
    server: changed.states.server,
    reset: sideOf(changed.reset),
    lost: changed.lost.client + changed.lost.server,
    astray: changed.astray.client + changed.astray.server,
    harmed: sideOf(harmedOf(changed, tcp)),
  };
  if (misconceptions.includes('nothing-is-lost')) Object.assign(values, { lost: 0, astray: 0 });
  if (misconceptions.includes('both-ends-alike')) Object.assign(values, alike(values));
  return values;
}

function harmedOf(changed: Outcome, tcp: Outcome) {
  return { client: isHarmed('client', changed, tcp), server: isHarmed('server', changed, tcp) };
}

/** What befalls the end that is harmed befalls the other one, too. */
function alike({ harmed, client, server }: Record<string, CellValue>): Record<string, CellValue> {
  if (harmed !== 'client' && harmed !== 'server') return {};
  const state = (harmed === 'client' ? client : server) ?? 'CLOSED';
  return { client: state, server: state, harmed: 'both' };
}

function cellsOf(plan: Plan, runs: Runs, ids: readonly string[]): ExpectedCell[] {
  const values = valuesOf(plan, runs, []);
  return ids.map((id) => {
    const { type, points } = CELLS[id] ?? { type: 'state', points: 1 };
    const value = values[id];
    if (value === undefined) throw new RangeError(`what-if: nothing is seen of ${id}`);
    return { id, type, points, value, because: becauseOf(id, plan, runs) };
  });
}

/** The step that led to a state; of the rest, where the changed rule was applied and where an RST arrived. */
function becauseOf(id: string, { at_ms }: Plan, { tcp, changed }: Runs): string[] {
  const trace = id.startsWith('tcp.') ? tcp : changed;
  const host = HOSTS.find((each) => id.endsWith(each));
  const steps = trace.steps.filter(({ t_ms }) => t_ms <= at_ms);
  const last = steps.findLast((step) => step.host === host && step.before !== step.after);
  if (last !== undefined) return last.because;
  const deviates = steps.find(({ because }) =>
    because.some((clause) => clause.startsWith('counterfactual:')),
  );
  const hit = HOSTS.flatMap((each) => resets(trace, each)).filter(({ t_ms }) => t_ms <= at_ms);
  const deciding = [...(deviates === undefined ? [] : [deviates]), ...hit];
  return (deciding.length > 0 ? deciding : steps.slice(-1)).flatMap(({ because }) => because);
}
