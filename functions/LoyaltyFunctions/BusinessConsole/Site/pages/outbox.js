// What is kept instead of being sent, where an organisation has no messaging gateway.

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
    lead: 'Messages to members that were not sent, because the organisation has no messaging gateway.',
  };
  if (first.isAbsent)
    return page(
      head,
      emptyState('No outbox here', 'This host keeps no messages. They are listed among the deliveries.'),
    );
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
          : emptyState(
              'No messages',
              'Messages appear here, such as the one before points expire, until there is a gateway.',
            ),
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
