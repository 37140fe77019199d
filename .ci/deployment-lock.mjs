// Holds the packages of a deployment to those that were tested: what both lock files of a project name must be of one
// version and one content. What only the deployment has is printed, for people to see.
//
//   node .ci/deployment-lock.mjs PROJECT_FOLDER...

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

function packagesIn(file) {
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.values(dependencies)
    .flatMap((framework) => Object.entries(framework))
    .filter(([, { type }]) => type !== 'Project')
    .map(([name, { resolved, contentHash }]) => ({ name, content: `${resolved} ${contentHash}` }));
}

const unlike = new Set();
const untested = new Set();
for (const folder of process.argv.slice(2)) {
  const tested = packagesIn(join(folder, 'packages.lock.json'));
  for (const { name, content } of packagesIn(join(folder, 'packages.azure.lock.json'))) {
    const known = tested.find((other) => other.name.toLowerCase() === name.toLowerCase());
    if (!known) untested.add(`${name} ${content}`);
    else if (known.content !== content) unlike.add(`${name}: tested ${known.content}, deployed ${content}`);
  }
}

for (const line of untested) console.log(`only in the deployment: ${line}`);
for (const line of unlike) console.error(`not what was tested: ${line}`);
process.exitCode = unlike.size > 0 ? 1 : 0;
