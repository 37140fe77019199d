// What a host without a messaging gateway keeps instead of sending it: one-time codes.

import { get } from '../api.js';
import { page, time } from '../ui/parts.js';
import { fixedTable } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';

export async function outbox({ query, signal }) {
  const head = {
    title: 'Outbox',
    lead: 'Messages to members, such as one-time codes, that a local host keeps instead of sending them.',
  };
  const search = filters([{ name: 'userId', label: 'Member', type: 'search' }]);
  if (!query.userId) return page(head, search, emptyState('Whose messages?', 'Enter the user id of a member.'));
  try {
    const { data } = await get('/manage/outbox', { query, signal });
    return page(head, search, data.items.length === 0 ? nothing(query) : table(data.items));
  } catch (fault) {
    if (fault.status !== 404) throw fault;
    return page(
      head,
      search,
      emptyState('No outbox here', 'This host sends its messages, or there is no such member.'),
    );
  }
}

const nothing = (query) => emptyState('Nothing was sent', `There is no message for ${query.userId}.`);

const table = (items) =>
  fixedTable({
    label: 'Messages',
    items,
    columns: [
      { label: 'Message', isMain: true, cell: (message) => message.text },
      { label: 'Channel', cell: (message) => message.channel },
      { label: 'To', cell: (message) => message.to },
      { label: 'At', class: 'nowrap', cell: (message) => time(message.at) },
    ],
  });
