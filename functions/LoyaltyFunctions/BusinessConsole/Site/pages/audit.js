// Who changed what, and from what to what.

import { list } from '../api.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { id, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { differences } from '../ui/differences.js';
import { words } from '../format.js';
import { clientLink, clientsById } from './names.js';

const KINDS = ['rule', 'client', 'program', 'member', 'group', 'parked', 'delivery', 'transaction'];

export async function auditList({ query, signal }) {
  const clients = await clientsById(signal);
  return page(
    {
      title: 'Audit',
      lead: 'Every change that was made to what is set up here, newest first. Secrets are never in it.',
    },
    filters([
      { name: 'kind', label: 'Kind', options: KINDS.map((kind) => [kind, words(kind)]) },
      { name: 'id', label: 'Id', type: 'search' },
    ]),
    listing({
      label: 'Changes',
      noun: 'change',
      signal,
      load: (cursor) => list('/manage/audit', { query, cursor, signal }),
      columns: columns(clients),
      empty: () =>
        query.kind || query.id
          ? nothingFound(href('/audit'))
          : emptyState('No changes yet', 'The first change that somebody makes is written here.'),
    }),
  );
}

const ADDRESSES = {
  rule: (key) => to`/rules/${key}`,
  client: (key) => to`/clients/${key}`,
  program: (key) => to`/programs/${key}`,
  member: (key) => to`/members/${key}`,
  group: (key) => to`/groups/${key}`,
};

const columns = (clients) => [
  {
    label: 'What',
    isMain: true,
    cell: (change) => [
      h('strong', null, words(change.action)),
      h('small', { class: 'muted' }, words(change.kind), ' ', thing(change)),
    ],
  },
  { label: 'Who', class: 'name', cell: (change) => clientLink(change.by, clients) },
  { label: 'When', class: 'nowrap', cell: (change) => time(change.at) },
  { label: 'Change', class: 'cell-wide', cell: differences },
];

function thing(change) {
  const address = ADDRESSES[change.kind]?.(change.id);
  const name = change.after?.name ?? change.before?.name ?? change.id;
  return address ? h('a', { href: address }, name) : id(change.id);
}
