// Members: the list, and the search by anything that names one exactly.

import { list } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, link, page } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';

export async function memberList({ query, signal }) {
  return page(
    {
      title: 'Members',
      lead: 'The people who collect points.',
      actions: [may.manage() && link('Register member', '#/members/new', { kind: 'primary', glyph: 'plus' })],
    },
    filters([
      {
        name: 'search',
        label: 'User id, mobile, email, card or external id',
        type: 'search',
        isWide: true,
      },
    ]),
    listing({
      label: 'Members',
      noun: 'member',
      signal,
      load: (cursor) => list('/manage/members', { query, cursor, signal }),
      columns: COLUMNS,
      empty: () =>
        query.search
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
    cell: (member) => h('a', { class: 'main-link', href: to`/members/${member.userId}` }, member.userId),
  },
  { label: 'Status', cell: (member) => badge(member.erasedAt ? 'erased' : member.status) },
  { label: 'Mobile', cell: (member) => text(member.mobile) },
  { label: 'Email', class: 'name', cell: (member) => text(member.email) },
  { label: 'Card', class: 'name', cell: (member) => text(member.cardNumber) },
  { label: 'External id', class: 'name', cell: (member) => text(member.externalId) },
];
