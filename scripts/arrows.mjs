// Holds the imports of src against .dependency-cruiser.mjs. Fails too when it saw next to nothing: a cruiser that
// cannot read the language reports zero violations of zero modules.
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

const FEWEST_MODULES = 30;

const { output } = await cruise(process.argv.slice(2).length ? process.argv.slice(2) : ['src'], {
  ...config.options,
  validate: true,
  ruleSet: { forbidden: config.forbidden },
});
const { totalCruised, violations } = output.summary;
for (const { rule, from, to } of violations) console.error(`${rule.name}: ${from} -> ${to}`);
if (totalCruised < FEWEST_MODULES)
  console.error(`Only ${totalCruised} modules were seen; that cannot be all of src.`);
console.log(`arrows: ${totalCruised} modules, ${violations.length} violations`);
process.exit(violations.length > 0 || totalCruised < FEWEST_MODULES ? 1 : 0);
