// Who is signed in. A cookie that no script can read stands for the sign-in; the access token that is had for it lives in
// this module's memory and nowhere else.

const SESSION = '/console/session';

let current = null;

/** Why nobody could be signed in, in words for people. */
export class SignInError extends Error {}

/** The session of this page, `{clientId, token, scopes}`, or null. */
export const session = () => current;

/** Signs a client in, for this page and for every other tab; the secret is not kept. */
export async function signIn(clientId, clientSecret) {
  const response = await ask('POST', SESSION, { clientId, clientSecret });
  if (response.status === 401)
    throw new SignInError('This client id and secret do not belong together, or the client is disabled.');
  if (response.status === 403)
    throw new SignInError(
      'This client has none of the scopes that the console needs: manage, manage.read, rules.draft.',
    );
  if (!response.ok) throw new SignInError('The service could not sign you in just now. Try again in a moment.');
  if (!(await resume()))
    throw new SignInError('Your browser did not keep the sign-in. Allow cookies for this site, and open it by https.');
}

/**
 * Takes up a sign-in that the browser still has, or gets it a new token; false when there is none, or when it is another
 * client's than the one that this page shows.
 */
export async function resume() {
  const response = await ask('POST', `${SESSION}/token`);
  if (response.status === 401) return false;
  const answer = await response.json().catch(() => ({}));
  if (!response.ok || !answer.access_token)
    throw new SignInError('The service could not sign you in just now. Try again in a moment.');
  const clientId = clientOf(answer.access_token);
  if (current && current.clientId !== clientId) return false;
  current = { clientId, token: answer.access_token, scopes: new Set(answer.scope.split(' ')) };
  return true;
}

/** Forgets the session here; the browser may still have it. */
export function forget() {
  current = null;
}

/** Ends the session, for every tab. */
export async function signOut() {
  forget();
  // Whoever wants to leave is not kept by a service that does not answer: the session ends by itself, too.
  await ask('DELETE', SESSION).catch(() => null);
}

/** What the person may do; what they may not is not offered. */
export const may = {
  /** Change anything. */
  manage: () => has('manage'),
  /** Read everything. */
  read: () => has('manage') || has('manage.read'),
  /** Create and change drafts of rules. */
  draft: () => has('manage') || has('rules.draft'),
};

const has = (scope) => current?.scopes.has(scope) ?? false;

async function ask(method, path, body) {
  try {
    return await fetch(path, {
      method,
      headers: body && { 'Content-Type': 'application/json' },
      body: body && JSON.stringify(body),
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch {
    throw new SignInError('The service cannot be reached. Check your connection and try again.');
  }
}

/** Whose token it is; whether it is good is for the service to say. */
function clientOf(token) {
  const payload = token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/');
  return JSON.parse(atob(payload)).client_id;
}
