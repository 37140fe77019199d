// The list of programs.

import { list } from '../../api.js';
import { may } from '../../session.js';
import { h } from '../../ui/dom.js';
import { to } from '../../router.js';
import { link, page, badge } from '../../ui/parts.js';
import { listing } from '../../ui/table.js';
import { emptyState } from '../../ui/states.js';
import { count, number } from '../../format.js';

export async function programList({ signal }) {
  return page(
    {
      title: 'Programs',
      lead: 'A program says what a point is worth, how long it lives, and how it is redeemed.',
      actions: [may.manage() && link('New program', '#/programs/new', { kind: 'primary', glyph: 'plus' })],
    },
    listing({
      label: 'Programs',
      noun: 'program',
      signal,
      load: (cursor) => list('/manage/programs', { cursor, signal }),
      columns: COLUMNS,
      empty: () => emptyState('No programs yet', 'Members collect points in a program.'),
    }),
  );
}

/** How long points live, in words. */
export function expirationOf(expiration) {
  if (!expiration) return 'Never';
  return expiration.months ? `After ${count(expiration.months, 'month')}` : `After ${count(expiration.days, 'day')}`;
}

const COLUMNS = [
  {
    label: 'Program',
    isMain: true,
    cell: (program) => [
      h('a', { class: 'main-link', href: to`/programs/${program.programId}` }, program.name),
      ' ',
      program.isDefault && badge('default', 'good'),
      h('small', { class: 'muted' }, program.programId),
    ],
  },
  { label: 'Worth', cell: (program) => `${number(program.pointsPerUnit)} points = 1 ${program.currency}` },
  { label: 'Points expire', cell: (program) => expirationOf(program.expiration) },
  { label: 'Code', cell: (program) => (program.redemption.validation === 'otp' ? 'One-time code' : 'None') },
  { label: 'Time zone', class: 'name', cell: (program) => program.timeZone },
];
