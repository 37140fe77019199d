// Signing in, and signing in again when the token has expired while somebody was at work.

import { h, replace } from '../ui/dom.js';
import { form } from '../ui/form.js';
import { textField } from '../ui/fields.js';
import { openDialog } from '../ui/dialog.js';
import { session, signIn } from '../session.js';

/** The page for those who are not signed in; `done` is called once they are. */
export function signInPage(done, message) {
  document.title = 'Sign in · Loyalty console';
  const credentials = credentialFields('');
  const entry = form({
    fields: credentials,
    submit: 'Sign in',
    isGuarded: false,
    save: async ({ clientId, clientSecret }) => {
      await signIn(clientId, clientSecret);
      await done();
    },
  });
  const node = h(
    'main',
    { class: 'sign-in' },
    h(
      'div',
      { class: 'card sign-in-card' },
      h('img', { src: 'icon.svg', alt: '', width: 44, height: 44 }),
      h('h1', { tabindex: '-1' }, 'Business console'),
      h('p', { class: 'muted' }, 'Sign in with the client id and secret that you were given for your organisation.'),
      message && h('p', { class: 'notice notice-calm', role: 'status' }, message),
      entry.node,
    ),
  );
  replace(document.getElementById('app'), node);
  credentials[0].focus();
}

/** Asks for the secret again over the page that is open; resolves to whether there is a new token. */
export async function renewalDialog() {
  const { clientId } = session();
  const answer = await openDialog({
    title: 'Please sign in again',
    isFirm: true,
    build: ({ close }) => {
      const credentials = credentialFields(clientId);
      return [
        h(
          'p',
          null,
          'Your session has ended for your security. What you have entered is kept, and goes on where it stopped.',
        ),
        form({
          fields: credentials,
          submit: 'Sign in and go on',
          isGuarded: false,
          cancel: h('button', { type: 'button', class: 'button', onclick: () => close(false) }, 'Sign out'),
          save: async ({ clientSecret }) => {
            await signIn(clientId, clientSecret);
            close(true);
          },
        }).node,
      ];
    },
  });
  return answer === true;
}

const credentialFields = (clientId) => [
  textField({
    name: 'clientId',
    label: 'Client id',
    required: true,
    value: clientId,
    readonly: clientId !== '',
    autocomplete: 'username',
    autocapitalize: 'none',
  }),
  textField({
    name: 'clientSecret',
    label: 'Client secret',
    type: 'password',
    required: true,
    autofocus: clientId !== '',
    autocomplete: 'current-password',
  }),
];
