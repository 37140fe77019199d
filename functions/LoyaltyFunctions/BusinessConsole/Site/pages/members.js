// Members: the list, and the search by parts of what is known of them.

import { list } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, email, link, page } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { number } from '../format.js';
import { STATUSES } from './member-form.js';

export async function memberList({ query, signal }) {
  return page(
    {
      title: 'Members',
      lead: 'The people who collect points. Balances are those of the default program.',
      actions: [may.manage() && link('Register member', '#/members/new', { kind: 'primary', glyph: 'plus' })],
    },
    filters([
      {
        name: 'q',
        label: 'Name, user ID, mobile, email, card or external ID',
        placeholder: 'Any part of a word',
        type: 'search',
        isWide: true,
      },
      { name: 'status', label: 'Status', options: STATUSES },
    ]),
    listing({
      label: 'Members',
      noun: 'member',
      signal,
      load: (cursor) => list('/manage/members', { query, cursor, signal }),
      columns: COLUMNS,
      empty: () =>
        query.q || query.status
          ? nothingFound(href('/members'))
          : emptyState('No members yet', 'They appear when they are registered, or with their first points.'),
    }),
  );
}

const text = (value) => value ?? '–';

const COLUMNS = [
  {
    label: 'Member',
    isMain: true,
    cell: (member) => [
      h('a', { class: 'main-link', href: to`/members/${member.userId}` }, member.userId),
      member.name && h('small', { class: 'muted' }, member.name),
    ],
  },
  { label: 'Status', cell: (member) => badge(member.erasedAt ? 'erased' : member.status) },
  {
    label: 'Balance',
    class: 'number',
    cell: (member) => number(member.balance),
  },
  { label: 'Mobile', cell: (member) => text(member.mobile) },
  { label: 'Email', class: 'name', cell: (member) => text(email(member.email)) },
];
