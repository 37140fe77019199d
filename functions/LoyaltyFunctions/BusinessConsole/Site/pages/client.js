// One client: what it may, its secrets and keys.

import { get, path, post, remove } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, button, copyable, facts, id, link, page, section, time } from '../ui/parts.js';
import { confirmAndRun } from '../ui/dialog.js';
import { fixedTable } from '../ui/table.js';
import { showSecrets } from '../ui/secrets.js';
import { finish } from '../ui/toast.js';
import { scopeWords } from './scopes.js';
import { tillDays } from './tills/till-days.js';

/** The page of a client; `me` is who is signed in, who cannot disable itself. */
export const clientDetail =
  (me) =>
  async ({ params, signal, reload }) => {
    const item = await get(path`/manage/clients/${params.clientId}`, { signal });
    const client = item.data;
    const steps = stepsOf(item, reload);
    const days = await tillDays(client, signal);
    const isSelf = client.clientId === me.clientId;
    return page(
      {
        title: client.name,
        crumbs: ['Clients', '#/clients'],
        badge: client.disabled ? badge('disabled') : badge('active'),
        actions: may.manage() && [
          link('Edit', to`/clients/${client.clientId}/edit`),
          client.disabled
            ? button('Enable', steps.enable)
            : !isSelf && button('Disable…', steps.disable, { kind: 'danger' }),
        ],
      },
      days,
      h(
        'div',
        { class: 'columns columns-even' },
        h('div', null, summary(client), keys(client)),
        h('div', null, secrets(client, steps), callbacks(client, steps)),
      ),
    );
  };

const summary = (client) =>
  section(
    { title: 'The client' },
    facts([
      ['Client id', copyable(client.clientId, 'Client id')],
      [
        'It may',
        h(
          'ul',
          { class: 'chips' },
          client.scopes.map((scope) => h('li', { title: scope }, scopeWords(scope))),
        ),
      ],
      ['Signed requests', client.signature === 'required' ? 'Required' : 'Optional'],
      ['Partner name', client.partner],
      ['Created', time(client.createdAt)],
    ]),
  );

const keys = (client) =>
  section(
    { title: 'Public keys' },
    client.keys.length === 0
      ? h('p', { class: 'muted' }, 'None. Without a key its requests cannot be signed.')
      : client.keys.map((key) =>
          h(
            'details',
            { class: 'disclosure' },
            h('summary', null, id(key.keyId), ' ', h('span', { class: 'muted' }, key.algorithm)),
            h('pre', { tabindex: '0', 'aria-label': `Public key ${key.keyId}` }, key.publicKeyPem),
          ),
        ),
  );

const secrets = (client, steps) =>
  section(
    {
      title: 'Secrets',
      lead: 'A new one lets the old one live on for a while, so that nothing stops.',
      actions: [may.manage() && button('New secret…', steps.rotate, { kind: 'small' })],
    },
    fixedTable({
      label: 'Secrets',
      items: client.secrets,
      columns: [
        { label: 'No.', isMain: true, cell: (secret) => secret.n },
        { label: 'Created', cell: (secret) => time(secret.createdAt) },
        { label: 'Ends', cell: (secret) => (secret.expiresAt ? time(secret.expiresAt) : 'Never') },
        may.manage() && {
          label: 'Remove',
          isActions: true,
          cell: (secret) =>
            client.secrets.length > 1 &&
            button('Remove…', () => steps.removeSecret(secret), {
              kind: 'small danger',
              'aria-label': `Remove secret no. ${secret.n}`,
            }),
        },
      ].filter(Boolean),
    }),
  );

const callbacks = (client, steps) =>
  section(
    {
      title: 'Callbacks',
      actions: [may.manage() && button('New callback secret…', steps.rotateCallback, { kind: 'small' })],
    },
    facts([
      ['Hosts', client.callbackHosts.length ? client.callbackHosts.join(', ') : 'Any public host'],
      ['Signed with', client.callbackSigning === 'rsa' ? 'RSA-SHA256' : 'ECDSA-SHA256'],
      ['Callback secret', client.hasCallbackSecret ? 'Set' : 'None'],
      ...formerSecrets(client),
    ]),
  );

/** Callback secrets that have been replaced and still sign. */
const formerSecrets = (client) =>
  client.formerCallbackSecrets
    .filter((secret) => new Date(secret.expiresAt) > new Date())
    .map((secret) => ['Old callback secret', h('span', null, 'Signs until ', time(secret.expiresAt))]);

/** What can be done with a client; each step names the version that was shown. */
function stepsOf({ data: client, etag }, reload) {
  const where = (rest) => path`/manage/clients/${client.clientId}` + rest;
  const done = (text) => finish(text, reload);
  return {
    enable: async () => {
      await confirmAndRun({
        title: `Enable “${client.name}”?`,
        content: h('p', null, 'It can call the API again at once.'),
        action: 'Enable',
        run: () => post(where('/enable'), undefined, { ifMatch: etag }),
      }).then((answer) => answer && done(`“${client.name}” is enabled`));
    },
    disable: async () => {
      await confirmAndRun({
        title: `Disable “${client.name}”?`,
        content: h('p', null, 'Everything that it sends is refused at once, also with tokens that it has already.'),
        action: 'Disable',
        isDangerous: true,
        run: () => post(where('/disable'), undefined, { ifMatch: etag }),
      }).then((answer) => answer && done(`“${client.name}” is disabled`));
    },
    rotate: async () => {
      const answer = await confirmAndRun({
        title: 'Make a new secret?',
        content: h('p', null, 'The present one stays good for a while, so that the partner can change over.'),
        action: 'Make it',
        run: () => post(where('/secrets'), undefined, { ifMatch: etag }),
      });
      if (!answer) return;
      await showSecrets('The new secret', [[`Client secret no. ${answer.data.n}`, answer.data.clientSecret]]);
      reload();
    },
    removeSecret: async (secret) => {
      await confirmAndRun({
        title: `Remove secret no. ${secret.n}?`,
        content: h('p', null, 'Whoever still uses it cannot sign in any more.'),
        action: 'Remove',
        isDangerous: true,
        run: () => remove(where(`/secrets/${secret.n}`), { ifMatch: etag }),
      }).then((answer) => answer && done(`Secret no. ${secret.n} is removed`));
    },
    rotateCallback: async () => {
      const answer = await confirmAndRun({
        title: 'Make a new callback secret?',
        content: h(
          'p',
          null,
          'Callbacks are signed with the new one from now on, and for a while with the old one too, so that the partner can change over.',
        ),
        action: 'Make it',
        run: () => post(where('/callback-secret'), undefined, { ifMatch: etag }),
      });
      if (!answer) return;
      await showSecrets('The new callback secret', [['Callback secret', answer.data.callbackSecret]]);
      reload();
    },
  };
}
