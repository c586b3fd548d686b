// Draws docs/images/NAME.svg from docs/examples/NAME.tcp. Run it with `npm run pictures`; a test holds both together.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ladderSvg, readScenarioText, simulate } from '../dist/tcp/index.js';

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

for (const file of readdirSync(`${docs}examples`)) {
  const name = file.replace(/\.tcp$/, '');
  const read = readScenarioText(readFileSync(`${docs}examples/${file}`, 'utf8'));
  if (!read.ok) throw new Error(`${file}: ${read.error}`);
  const image = `${docs}images/ladder-${name}.svg`;
  writeFileSync(image, `${ladderSvg(simulate(read.scenario, { profile: 'textbook' }), { id: name })}\n`);
  console.log(image);
}
