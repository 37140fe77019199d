// Groups of members that redeem from one combined balance.

import { list } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { link, page } from '../ui/parts.js';
import { listing } from '../ui/table.js';
import { emptyState } from '../ui/states.js';
import { count } from '../format.js';

export async function groupList({ signal }) {
  return page(
    {
      title: 'Groups',
      lead: 'The members of a group can redeem from their combined balance.',
      actions: [may.manage() && link('New group', '#/groups/new', { kind: 'primary', glyph: 'plus' })],
    },
    listing({
      label: 'Groups',
      noun: 'group',
      signal,
      load: (cursor) => list('/manage/groups', { cursor, signal }),
      columns: COLUMNS,
      empty: () => emptyState('No groups yet', 'A family, for example.'),
    }),
  );
}

const COLUMNS = [
  {
    label: 'Group',
    isMain: true,
    cell: (group) =>
      h('a', { class: 'main-link', href: to`/groups/${group.groupId}` }, group.externalId ?? group.groupId),
  },
  {
    label: 'Primary member',
    class: 'name',
    cell: (group) => h('a', { href: to`/members/${group.primaryUserId}` }, group.primaryUserId),
  },
  { label: 'Members', cell: (group) => count(group.members.length, 'member') },
];
