// What a host without a messaging gateway keeps instead of sending it: one-time codes.

import { list } from '../api.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';

const CHANNELS = { sms: 'SMS', email: 'Email' };
const NONE_HERE = { items: [], nextCursor: null, isAbsent: true };

export async function outbox({ query, signal }) {
  // Asked for before the page is built: a host that sends its messages has no outbox, and nothing to search in either.
  const first = await read(query, null, signal);
  const head = {
    title: 'Outbox',
    lead: 'Messages to members, such as one-time codes. Only a host that cannot send them keeps them here.',
  };
  if (first.isAbsent) return page(head, emptyState('No outbox here', 'This host sends its messages to the members.'));
  return page(
    head,
    filters([{ name: 'userId', label: 'Member', type: 'search' }]),
    listing({
      label: 'Messages',
      noun: 'message',
      signal,
      load: async (cursor) => (cursor ? read(query, cursor, signal) : first),
      columns: COLUMNS,
      empty: () =>
        query.userId
          ? nothingFound(href('/outbox'))
          : emptyState('Nothing was sent', 'One-time codes appear here as soon as a till asks for one.'),
    }),
  );
}

async function read(query, cursor, signal) {
  try {
    return await list('/manage/outbox', { query, cursor, signal });
  } catch (fault) {
    if (fault.status !== 404) throw fault;
    return NONE_HERE;
  }
}

const COLUMNS = [
  { label: 'Message', isMain: true, cell: (message) => h('span', { dir: 'auto' }, message.text) },
  {
    label: 'Member',
    class: 'name',
    cell: (message) => h('a', { href: to`/members/${message.userId}` }, message.userId),
  },
  { label: 'Channel', cell: (message) => CHANNELS[message.channel] ?? message.channel },
  { label: 'To', class: 'name', cell: (message) => message.to },
  { label: 'At', class: 'nowrap', cell: (message) => time(message.at) },
];
