// Callbacks to partners, and messages to members by the messaging gateway.

import { list } from '../api.js';
import { h } from '../ui/dom.js';
import { to } from '../router.js';
import { badge, id, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { number } from '../format.js';
import { clientsById, memberLink, nameOf } from './names.js';

const STATUSES = [
  ['pending', 'Pending'],
  ['delivered', 'Delivered'],
  ['parked', 'Parked'],
];

export async function deliveryList({ query, signal }) {
  const clients = await clientsById(signal);
  return page(
    {
      title: 'Deliveries',
      lead: 'Callbacks that tell partners the outcome of their requests, and messages to members. Those that fail are tried again for days, then parked.',
    },
    filters([{ name: 'status', label: 'Status', options: STATUSES }]),
    listing({
      label: 'Deliveries',
      noun: ['delivery', 'deliveries'],
      signal,
      load: (cursor) => list('/manage/deliveries', { query, cursor, signal }),
      columns: columns(clients),
      empty: () =>
        query.status
          ? nothingFound('#/deliveries')
          : emptyState('No deliveries yet', 'Requests that name a callback address appear here.'),
    }),
  );
}

const columns = (clients) => [
  {
    label: 'Delivery',
    isMain: true,
    cell: (delivery) => [
      h('a', { class: 'main-link', href: to`/deliveries/${delivery.deliveryId}` }, hostOf(delivery.url)),
      h('small', { class: 'muted' }, delivery.clientId ? nameOf(delivery.clientId, clients) : 'Messaging gateway'),
    ],
  },
  {
    label: 'About',
    class: 'name',
    cell: (delivery) => (delivery.userId ? memberLink(delivery.userId) : id(requestOf(delivery))),
  },
  { label: 'Status', cell: (delivery) => badge(delivery.status) },
  { label: 'Attempts', class: 'number', cell: (delivery) => number(delivery.attempts.length) },
  { label: 'Last attempt', cell: (delivery) => lastOf(delivery.attempts) },
  { label: 'Next attempt', class: 'nowrap', cell: (delivery) => time(delivery.nextAttemptAt) },
];

function lastOf(attempts) {
  const last = attempts.at(-1);
  return last ? [sayAttempt(last), h('small', { class: 'muted below' }, time(last.at))] : '–';
}

export const FAULTS = {
  timeout: 'No answer in time',
  resolve: 'Host name not found',
  connect: 'No connection',
  tls: 'No secure connection',
  blocked: 'Address not allowed',
  response: 'Answer broke off',
  busy: 'Receiver is busy',
  client: 'Client is disabled',
  gateway: 'No messaging gateway',
  recipient: 'Member cannot be reached',
  late: 'Too late',
  secret: 'Sealed with lost keys',
};

/** What came back, or why nothing did. */
export const sayAttempt = ({ statusCode, fault }) =>
  statusCode ? `HTTP ${statusCode}` : (FAULTS[fault] ?? 'No answer');

/** The partner's own name for the request that the callback is about. */
function requestOf({ payload, deliveryId }) {
  try {
    return JSON.parse(payload).requestId ?? deliveryId;
  } catch {
    return deliveryId;
  }
}

export function hostOf(url) {
  return URL.canParse(url) ? new URL(url).host : url;
}
