// What the tills of a client did, day by day. Codes themselves are shown nowhere.

import { get, path } from '../../api.js';
import { may } from '../../session.js';
import { h } from '../../ui/dom.js';
import { to } from '../../router.js';
import { link, section } from '../../ui/parts.js';
import { fixedTable } from '../../ui/table.js';
import { date, number } from '../../format.js';

const COLUMNS = [
  ['Redemptions', 'redemptions'],
  ['Points redeemed', 'points'],
  ['Reversals', 'reversals'],
  ['Codes sent', 'codesSent'],
  ['Wrong codes', 'wrongCodes'],
];

/** The latest days of a client's tills; nothing where the client has no tills, or the person may not look. */
export async function tillDays(client, signal) {
  if (!may.read() || !client.scopes.includes('pos')) return null;
  const { data } = await get(path`/manage/clients/${client.clientId}/till-days`, { signal });
  return section(
    {
      title: 'At the tills',
      lead: 'Day by day, the latest first.',
      actions: [link('Its requests', to`/requests?clientId=${client.clientId}`, { kind: 'small' })],
    },
    data.items.length === 0
      ? h('p', { class: 'muted' }, 'Its tills have done nothing yet.')
      : fixedTable({
          label: 'At the tills',
          items: data.items,
          columns: [
            { label: 'Day', isMain: true, cell: (day) => date(day.date) },
            ...COLUMNS.map(([label, name]) => ({ label, class: 'number', cell: (day) => number(day[name]) })),
          ],
        }),
  );
}
