// fast-check as the suites use it: it draws the same cases in every run, so that a run that fails fails again, and a change is
// not blamed for what another draw would have found before. LASTACK_SEED draws others.
import fc from '../../node_modules/fast-check/lib/fast-check.js';

fc.configureGlobal({ seed: Number(process.env.LASTACK_SEED ?? 20_261_122) });

export default fc;
