// A partner in one file: gets a token, sends a signed request, and checks the callback that brings its outcome.
// In the environment: host, client_id, client_secret, callback_secret, key_id, rule_id, user_id. In key.pem: the
// private key whose public half is registered under key_id. Node.js 20 or later, nothing to install.
import { createHash, createHmac, createPublicKey, randomUUID, sign, timingSafeEqual, verify } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const { host, client_id, client_secret, callback_secret, key_id, rule_id, user_id } = process.env;
const realm = `${host}/realms/partner/protocol/openid-connect`;
const covered = 'headers="(created) digest (request-target)"';
const key = readFileSync('key.pem');
const secret = Buffer.from(callback_secret.replace('whsec_', ''), 'base64');
const requestId = `order-${randomUUID()}`;

const now = () => Math.floor(Date.now() / 1000);
const isRecent = (seconds) => Math.abs(now() - Number(seconds)) <= 300;
const digestOf = (body) => `SHA-512=${createHash('sha512').update(body).digest('base64')}`;
const signingText = (created, digest, target) =>
  Buffer.from(`(created): ${created}\ndigest: ${digest}\n(request-target): post ${target}`);

async function send(token, body) {
  const created = now();
  const digest = digestOf(body);
  const signature = sign('sha256', signingText(created, digest, '/points'), key).toString('base64');
  try {
    const answer = await fetch(`${host}/points`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        Digest: digest,
        Signature: `keyId="${key_id}",algorithm="RSA-SHA256",created=${created},${covered},signature="${signature}"`,
      },
      body,
      signal: AbortSignal.timeout(30_000),
    });
    return answer.status;
  } catch {
    return 503;
  }
}

/** The sender knows the callback secret (Standard Webhooks). While it is being replaced there are two signatures. */
function knowsSecret(headers, body) {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.`;
  const expected = Buffer.from(`v1,${createHmac('sha256', secret).update(signed).update(body).digest('base64')}`);
  const sent = (headers['webhook-signature'] ?? '').split(' ').map((one) => Buffer.from(one));
  const isExpected = (one) => one.length === expected.length && timingSafeEqual(one, expected);
  return isRecent(headers['webhook-timestamp']) && sent.some(isExpected);
}

/** The sender has the platform's private key. Either check is enough; this one needs no secret. */
async function isSigned({ headers, url }, body) {
  const form = /^keyId="([^"]+)",algorithm="ECDSA-SHA256",created=(\d+),(headers="[^"]+"),signature="([^"]+)"$/;
  const [, keyId, created, names, signature] = form.exec(headers.signature ?? '') ?? [];
  if (names !== covered || !isRecent(created)) return false;
  // Keep the keys, and fetch them again when there is none with this keyId.
  const { keys } = await (await fetch(`${realm}/certs`)).json();
  const jwk = keys.find(({ kid }) => kid === keyId);
  if (!jwk) return false;
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  // The digest is of what came, whatever the Digest header says.
  const text = signingText(created, digestOf(body), url);
  return verify('sha256', text, publicKey, Buffer.from(signature, 'base64'));
}

// 1. Receive callbacks: in production at an https address that the platform can reach. One can come more than once:
// let what you do depend on its requestId, not on how often it comes.
const server = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray());
  const genuine = knowsSecret(request.headers, body) && (await isSigned(request, body));
  response.writeHead(genuine ? 204 : 401).end();
  const callback = genuine && JSON.parse(body);
  if (callback.requestId === requestId) server.emit('outcome', callback);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const callbackUrl = `http://127.0.0.1:${server.address().port}/callback`;
console.log(`Listening at ${callbackUrl}`);
const outcome = once(server, 'outcome', { signal: AbortSignal.timeout(120_000) });

// 2. Get a token. It lives ten minutes: use it for many requests.
const credentials = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
const granted = await fetch(`${realm}/token`, { method: 'POST', body: credentials });
if (!granted.ok) throw new Error(`No token: ${granted.status}`);
const { access_token } = await granted.json();

// 3. Send the request. Without an answer, or with a 5xx, send the same again: its requestId lets it count once only.
const body = JSON.stringify({ userId: user_id, ruleId: rule_id, amount: 10, requestId, callbackUrl });
let status;
let attempt = 0;
do {
  await wait(1000 * attempt ** 2);
  status = await send(access_token, body);
  console.log(`Answered with ${status}`);
} while (status >= 500 && ++attempt < 5);
if (status !== 202) process.exit(1);

// 4. The outcome comes as a callback, mostly at once.
const [told] = await outcome;
console.log(`Told ${JSON.stringify(told)}`);
process.exit(told.status === 'success' ? 0 : 1);
