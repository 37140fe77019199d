// One delivery with all of its attempts.

import { get, path, post } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, button, facts, id, page, section, time } from '../ui/parts.js';
import { fixedTable } from '../ui/table.js';
import { confirmAndRun } from '../ui/dialog.js';
import { finish } from '../ui/toast.js';
import { number } from '../format.js';
import { hostOf, sayAttempt } from './deliveries.js';
import { clientLink, clientsById, memberLink } from './names.js';
import { prettyJson } from './parked.js';

export async function deliveryDetail({ params, signal, reload }) {
  const [{ data: delivery }, clients] = await Promise.all([
    get(path`/manage/deliveries/${params.deliveryId}`, { signal }),
    clientsById(signal),
  ]);
  return page(
    {
      title: `Delivery to ${hostOf(delivery.url)}`,
      crumbs: ['Deliveries', '#/deliveries'],
      badge: badge(delivery.status),
      actions: may.manage() && button('Send again…', () => redeliver(delivery, reload)),
    },
    h(
      'div',
      { class: 'columns' },
      h('div', null, attempts(delivery)),
      h('div', null, summary(delivery, clients), payload(delivery)),
    ),
  );
}

const attempts = (delivery) =>
  section(
    { title: 'Attempts' },
    delivery.attempts.length === 0
      ? h('p', { class: 'muted' }, 'None yet.')
      : fixedTable({
          label: 'Attempts',
          items: delivery.attempts,
          columns: [
            { label: 'At', isMain: true, cell: (attempt) => time(attempt.at) },
            { label: 'Answer', cell: sayAttempt },
            { label: 'Took', class: 'number', cell: (attempt) => `${number(attempt.durationMs)} ms` },
          ],
        }),
  );

const summary = (delivery, clients) =>
  section(
    { title: 'The delivery' },
    facts([
      ['Address', id(delivery.url)],
      delivery.clientId && ['Client', clientLink(delivery.clientId, clients)],
      delivery.userId && ['Member', memberLink(delivery.userId)],
      delivery.transactionId && [
        'Transaction',
        h('a', { href: to`/transactions/${delivery.transactionId}` }, id(delivery.transactionId)),
      ],
      ['Next attempt', time(delivery.nextAttemptAt)],
      ['Delivery id', id(delivery.deliveryId)],
    ]),
  );

const payload = (delivery) =>
  section(
    { title: 'What is sent' },
    h('pre', { tabindex: '0', 'aria-label': 'Payload' }, prettyJson(delivery.payload)),
  );

async function redeliver(delivery, reload) {
  const done = await confirmAndRun({
    title: 'Send it again?',
    content: h(
      'p',
      null,
      delivery.userId
        ? 'The same message goes to the messaging gateway, from the first attempt on.'
        : 'The same body goes to the same address, from the first attempt on.',
    ),
    action: 'Send again',
    run: () => post(path`/manage/deliveries/${delivery.deliveryId}/redeliver`),
  });
  if (done) await finish('It is being sent again', reload);
}
