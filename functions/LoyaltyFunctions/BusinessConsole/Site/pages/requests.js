// The log of requests: what callers sent, and how it was answered.

import { list } from '../api.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, id, page, time } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { dayStart, words } from '../format.js';
import { clientLink, clientsById, ruleLink, rulesById } from './names.js';

const OUTCOMES = ['accepted', 'succeeded', 'refused', 'failed'];
const TONES = { refused: 'warn', failed: 'bad', accepted: 'good', succeeded: 'good' };

export async function requestList({ query, signal }) {
  const [clients, rules] = await Promise.all([clientsById(signal), rulesById(signal)]);
  return page(
    {
      title: 'Requests',
      lead: 'Every request of your clients in the last days and its answer, refusals included. Newest first.',
    },
    filters([
      { name: 'clientId', label: 'Client', options: [...clients].map(([key, { name }]) => [key, name]) },
      { name: 'status', label: 'Answer', options: OUTCOMES.map((outcome) => [outcome, words(outcome)]) },
      { name: 'code', label: 'Code', type: 'search', placeholder: 'rule_not_active' },
      { name: 'userId', label: 'Member', type: 'search' },
      { name: 'from', label: 'From', type: 'date' },
      { name: 'to', label: 'To', type: 'date' },
    ]),
    listing({
      label: 'Requests',
      noun: 'request',
      signal,
      load: (cursor) => list('/manage/requests', { query: searchOf(query), cursor, signal }),
      columns: columns(clients, rules),
      empty: () =>
        Object.values(query).some(Boolean)
          ? nothingFound(href('/requests'))
          : emptyState('No requests yet', 'Each request of a client appears here with its answer.'),
    }),
  );
}

/** Whole days of the person who looks. */
const searchOf = (query) => ({
  ...query,
  from: query.from && dayStart(query.from),
  to: query.to && dayStart(query.to, 1),
});

const columns = (clients, rules) => [
  {
    label: 'Request',
    isMain: true,
    cell: (request) => [
      h('strong', { class: 'name' }, `${request.method} ${request.path}`),
      h('small', { class: 'muted' }, time(request.at)),
    ],
  },
  {
    label: 'Answer',
    cell: (request) => [
      badge(request.outcome, TONES[request.outcome]),
      h('small', { class: 'muted below' }, request.code ? words(request.code) : `HTTP ${request.status}`),
    ],
  },
  { label: 'Client', class: 'name', cell: (request) => clientLink(request.clientId, clients) },
  { label: 'Member', class: 'name', cell: memberOf },
  { label: 'Rule', class: 'name', cell: (request) => ruleLink(request.ruleId, rules) },
  { label: 'Ids', class: 'name', cell: idsOf },
];

const memberOf = ({ userId }) => (userId ? h('a', { href: to`/members/${userId}` }, userId) : '–');

/** What a partner names when it asks about a request, and what leads to it in the log of the platform. */
const idsOf = ({ requestId, transactionId, traceId }) => [
  requestId &&
    (transactionId ? h('a', { href: to`/transactions/${transactionId}` }, requestId) : h('span', null, requestId)),
  traceId && h('small', { class: 'muted below' }, id(traceId)),
];
