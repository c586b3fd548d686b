// The bill of materials names what the service is made of: every package that the lock file installs in production. (With
// --omit dev npm leaves out what developers need as well, @nestjs/common among it.)
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { run } from './support/run.js';

const FOR_DEVELOPERS = 'cdx:npm:package:development';

interface Lock {
  packages: Record<string, { version?: string; dev?: boolean }>;
}
interface Bill {
  bomFormat: string;
  specVersion: string;
  components: { purl: string; properties?: { name: string; value: string }[] }[];
}

it('npm run sbom lists every production dependency, with its version, and marks what only developers need', async () => {
  const { status, stdout, stderr } = await run('npm', ['run', '-s', 'sbom'], { deadlineMs: 60_000 });
  expect([status, stderr.replaceAll(/^npm warn .*\n?/gm, '')]).toEqual([0, '']);
  const bill = JSON.parse(stdout) as Bill;
  expect(bill).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.\d$/) });
  const listed = new Map(bill.components.map((one) => [decodeURIComponent(one.purl), one]));
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock;
  const locked = Object.entries(packages).filter(([path]) => path !== '');
  const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const purls = (wanted: boolean) =>
    locked
      .filter(([, { dev }]) => (dev === true) === wanted)
      .map(([path, { version }]) => `pkg:npm/${nameOf(path)}@${version}`);
  expect(purls(false).length).toBeGreaterThan(150);
  expect(purls(false).filter((purl) => !listed.has(purl))).toEqual([]);
  const isMarked = (purl: string) =>
    listed.get(purl)?.properties?.some(({ name }) => name === FOR_DEVELOPERS);
  const both = new Set(purls(false));
  expect(purls(true).filter((purl) => listed.has(purl) && !both.has(purl) && !isMarked(purl))).toEqual([]);
  expect(purls(false).filter((purl) => isMarked(purl) && !purls(true).includes(purl))).toEqual([]);
});
