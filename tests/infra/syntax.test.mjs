import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { slipsIn, slipsOf } from './bicep.mjs';

const infra = fileURLToPath(new URL('../../infra', import.meta.url));
const files = readdirSync(infra, { recursive: true }).filter((name) => /\.bicep(param)?$/.test(name));

test('there are files to check', () => assert.ok(files.length > 10, `only ${files.length}`));

for (const file of files) {
  test(`${file} is Bicep`, () => assert.deepEqual(slipsIn(join(infra, file)), []));
}

test('a slip is found', () => {
  assert.notDeepEqual(slipsOf("resource x 'A/b@2024-01-01' = {\n  name 'x'\n}\n"), []);
  assert.notDeepEqual(slipsOf("var list = ['a'\n"), []);
  assert.notDeepEqual(slipsOf("param location = \n", true), []);
});
