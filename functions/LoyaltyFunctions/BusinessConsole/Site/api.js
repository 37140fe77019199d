// The only way to the service: its public API under /manage, with the session's token.

import { forget, session } from './session.js';

/** An answer that is not the one hoped for: a problem document (RFC 9457), or no answer at all (status 0). */
export class ApiProblem extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || 'Something went wrong.');
    this.status = status;
    this.code = problem.code ?? '';
    this.errors = problem.errors ?? [];
  }
}

/** The person chose to sign out rather than to sign in again. */
export class SignedOut extends Error {}

// Nobody waits longer than that; whoever sends the same again is safe, as everything that is sent twice happens once.
const PATIENCE_MS = 30_000;
const LINE_FEED = 10;

let renewal = null;
let askToRenew = null;

/** Says how an expired session is renewed: a function that resolves to true once it is, or to false. */
export function onExpiry(ask) {
  askToRenew = ask;
}

/** Reads. The answer is `{data, etag}`. */
export const get = (path, { query, signal } = {}) => call('GET', path, { query, signal });

// A phone shows rows as cards, one below the other: a shorter page keeps what follows the list within reach.
const pageSize = () => (window.matchMedia('(max-width: 36rem)').matches ? 20 : 50);

/** Reads a list's page: `{items, nextCursor}`. */
export async function list(path, { query, cursor, limit = pageSize(), signal } = {}) {
  return (await get(path, { query: { ...query, cursor, limit }, signal })).data;
}

/** Reads a whole list, page after page, up to a bound that no screen can show anyway. */
export async function listAll(path, { query, signal, most = 1000 } = {}) {
  const items = [];
  let cursor = null;
  do {
    const page = await list(path, { query, cursor, limit: 200, signal });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < most);
  return items;
}

/** Creates or does something. */
export const post = (path, body, options = {}) => call('POST', path, { body, ...options });

/** Replaces. */
export const put = (path, body, options = {}) => call('PUT', path, { body, ...options });

/** Removes. */
export const remove = (path, options = {}) => call('DELETE', path, options);

/** Reads a list as a file, however long; `onLines` is told how many lines have come so far. */
export async function download(path, { query, accept, signal, onLines }) {
  const response = await send('GET', path, { query, accept, signal });
  if (!response.ok) throw await problemOf(response);
  const parts = [];
  let lines = 0;
  try {
    for await (const part of response.body) {
      parts.push(part);
      for (const byte of part) if (byte === LINE_FEED) lines++;
      onLines(lines);
    }
  } catch (fault) {
    if (signal.aborted) throw fault;
    throw new ApiProblem(0, { code: 'network', detail: 'The download broke off. Try again.' });
  }
  return new Blob(parts, { type: response.headers.get('Content-Type') });
}

/**
 * A key that makes sending the same thing twice harmless. It stays the same while the content does, so that a second
 * press after a lost answer does not create a second thing.
 */
export function idempotency() {
  let key = null;
  let content = null;
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== content) {
      content = text;
      key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
        '',
      );
    }
    return key;
  };
}

/** A path with its variable parts encoded: path`/manage/rules/${id}`. */
export const path = (parts, ...values) =>
  parts.reduce((whole, part, index) => whole + encodeURIComponent(values[index - 1]) + part);

async function call(method, where, options) {
  const response = await send(method, where, options);
  if (!response.ok) throw await problemOf(response);
  const isJson = response.headers.get('Content-Type')?.includes('json');
  return {
    data: response.status !== 204 && isJson ? await response.json() : null,
    etag: response.headers.get('ETag'),
  };
}

/** Sends; when the token has expired meanwhile, waits until there is a new one and sends the same again. */
async function send(method, where, { query, body, ifMatch, key, accept = 'application/json', signal } = {}) {
  for (;;) {
    const used = session()?.token;
    const headers = { Accept: accept, Authorization: `Bearer ${used ?? ''}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (ifMatch) headers['If-Match'] = ifMatch;
    if (key) headers['Idempotency-Key'] = key;
    const response = await reach(where + queryOf(query), {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal,
    });
    if (response.status !== 401) return response;
    if (!session()) throw new SignedOut();
    // Another request may have renewed it while this one was under way.
    if (session().token !== used) continue;
    await renew();
  }
}

/** One dialog for all the requests that find the token expired. */
async function renew() {
  renewal ??= askToRenew().finally(() => (renewal = null));
  if (await renewal) return;
  forget();
  throw new SignedOut();
}

async function reach(address, { signal, ...init }) {
  const patience = new AbortController();
  const waiting = setTimeout(() => patience.abort(), PATIENCE_MS);
  try {
    return await fetch(address, { ...init, signal: AbortSignal.any([patience.signal, signal].filter(Boolean)) });
  } catch (fault) {
    if (signal?.aborted) throw fault;
    if (patience.signal.aborted)
      throw new ApiProblem(0, { code: 'timeout', detail: 'The service does not answer. Try again in a moment.' });
    throw new ApiProblem(0, { code: 'network', detail: 'The service cannot be reached. Check your connection.' });
  } finally {
    clearTimeout(waiting);
  }
}

async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return new ApiProblem(response.status, problem);
}

function queryOf(query) {
  const sent = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {}))
    if (value !== null && value !== undefined && value !== '') sent.set(name, value);
  const text = sent.toString();
  return text ? `?${text}` : '';
}
