// The packages that the lock file names, asked for known faults. A registry that does not answer such questions, as mirrors
// do not, is said to be none: then nothing was looked at.
import { spawnSync } from 'node:child_process';

export function packages() {
  const what = 'known faults of level high or critical in the packages of production';
  const args = ['audit', '--omit', 'dev', '--audit-level', 'high', '--json'];
  const { stdout } = spawnSync('npm', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const { metadata, message } = JSON.parse(stdout || '{}');
  if (!metadata)
    return [
      {
        what,
        seen: `SKIPPED: the registry does not say (${message ?? 'no answer'})`,
        promised: 0,
        holds: true,
      },
    ];
  const { high, critical } = metadata.vulnerabilities;
  return [{ what, seen: high + critical, promised: 0, holds: high + critical === 0 }];
}
