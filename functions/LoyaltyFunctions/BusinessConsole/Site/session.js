// Who is signed in. The token lives in this module's memory and nowhere else: closing the page forgets it.

const TOKEN_ENDPOINT = '/realms/partner/protocol/openid-connect/token';
const CONSOLE_SCOPES = ['manage', 'manage.read', 'rules.draft'];

let current = null;

/** Why nobody could be signed in, in words for people. */
export class SignInError extends Error {}

/** The session, or null. */
export const session = () => current;

/** Gets a token for a client; the secret is not kept. */
export async function signIn(clientId, clientSecret) {
  let response;
  try {
    response = await fetch(TOKEN_ENDPOINT, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
      credentials: 'omit',
      cache: 'no-store',
    });
  } catch {
    throw new SignInError('The service cannot be reached. Check your connection and try again.');
  }
  const answer = await response.json().catch(() => ({}));
  if (response.status === 401 || answer.error === 'invalid_client')
    throw new SignInError('This client id and secret do not belong together, or the client is disabled.');
  if (!response.ok || !answer.access_token)
    throw new SignInError('The service could not sign you in just now. Try again in a moment.');
  const scopes = new Set(String(answer.scope ?? '').split(' '));
  if (!CONSOLE_SCOPES.some((scope) => scopes.has(scope)))
    throw new SignInError(`This client has none of the scopes that the console needs: ${CONSOLE_SCOPES.join(', ')}.`);
  current = { clientId, token: answer.access_token, scopes };
}

/** Forgets the session. */
export function signOut() {
  current = null;
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
