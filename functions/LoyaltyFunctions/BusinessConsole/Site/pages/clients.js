// The list of clients: the systems of partners, and the people who use this console.

import { list } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, link, page, time } from '../ui/parts.js';
import { listing } from '../ui/table.js';
import { emptyState } from '../ui/states.js';
import { scopeWords } from './scopes.js';

export async function clientList({ signal }) {
  return page(
    {
      title: 'Clients',
      lead: 'Whoever calls the API does so as a client, with a secret of its own and no more rights than it needs.',
      actions: [may.manage() && link('New client', '#/clients/new', { kind: 'primary', glyph: 'plus' })],
    },
    listing({
      label: 'Clients',
      noun: 'client',
      signal,
      load: (cursor) => list('/manage/clients', { cursor, signal }),
      columns: COLUMNS,
      empty: () => emptyState('No clients yet', 'A partner needs one before it can send requests.'),
    }),
  );
}

const COLUMNS = [
  {
    label: 'Client',
    isMain: true,
    cell: (client) => [
      h('a', { class: 'main-link', href: to`/clients/${client.clientId}` }, client.name),
      h('small', { class: 'muted' }, client.clientId),
    ],
  },
  { label: 'Status', cell: (client) => (client.disabled ? badge('disabled') : badge('active')) },
  { label: 'It may', cell: (client) => h('span', { class: 'muted' }, client.scopes.map(scopeWords).join(', ')) },
  { label: 'Signatures', cell: (client) => (client.signature === 'required' ? 'Required' : 'Optional') },
  { label: 'Partner', class: 'name', cell: (client) => client.partner ?? '–' },
  { label: 'Created', class: 'nowrap', cell: (client) => time(client.createdAt) },
];
