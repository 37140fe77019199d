// How the program is doing: what moves, what is owed, what goes wrong.

import { get, listAll } from '../api.js';
import { h } from '../ui/dom.js';
import { may } from '../session.js';
import { link, notice, page, section, time } from '../ui/parts.js';
import { emptyState } from '../ui/states.js';
import { fixedTable } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { pointsChart } from '../ui/chart.js';
import { programLink } from './names.js';
import { sayFault } from './programs/program-remote.js';
import { count, date, money, number, words } from '../format.js';

const MOST_PENDING = 20;

const SPANS = [
  ['7', 'Last 7 days'],
  ['30', 'Last 30 days'],
  ['90', 'Last 90 days'],
];

/** The first page; `me` knows the default program. */
export const overview =
  (me) =>
  async ({ query, signal }) => {
    const programId = query.programId ?? me.defaultProgramId;
    const days = query.days ?? '30';
    if (!programId) return page({ title: 'Overview' }, noProgram());
    const [{ data }, pending, programs] = await Promise.all([
      get('/manage/overview', { query: { programId, days }, signal }),
      get('/manage/pending-issues', { query: { limit: MOST_PENDING }, signal }),
      listAll('/manage/programs', { signal }),
    ]);
    return page(
      {
        title: 'Overview',
        lead: ['As of ', time(data.asOf), data.behind && ' · still catching up'],
      },
      filters(
        [
          programs.length > 1 && {
            name: 'programId',
            label: 'Program',
            value: programId,
            options: programs.map((program) => [program.programId, program.name]),
          },
          { name: 'days', label: 'Period', value: days, options: SPANS },
        ].filter(Boolean),
        { submit: 'Show', glyph: 'overview' },
      ),
      h(
        'div',
        { 'data-results': true, role: 'region', 'aria-label': 'Figures' },
        tiles(data, days),
        flow(data),
        failures(data),
      ),
      waiting(data),
      unconfirmed(pending.data, programs),
    );
  };

/** Points that other systems have not confirmed yet. */
const unconfirmed = ({ items, nextCursor }, programs) =>
  items.length > 0 &&
  section(
    {
      title: 'Issues not confirmed yet',
      lead: nextCursor
        ? `The latest ${number(items.length)}.`
        : 'The system that keeps the program’s books has not said yes or no.',
    },
    fixedTable({
      label: 'Issues not confirmed yet',
      items,
      columns: [
        { label: 'Reference', isMain: true, cell: (issue) => issue.referenceNumber },
        {
          label: 'Program',
          class: 'name',
          cell: (issue) => programLink(issue.programId, new Map(programs.map((one) => [one.programId, one]))),
        },
        { label: 'Points', class: 'number', cell: (issue) => number(issue.points) },
        { label: 'Since', class: 'nowrap', cell: (issue) => time(issue.createdAt) },
        { label: 'Next attempt', class: 'nowrap', cell: (issue) => time(issue.nextAttemptAt) },
        { label: 'Last fault', cell: (issue) => (issue.fault ? sayFault(issue.fault) : '–') },
      ],
    }),
  );

const noProgram = () =>
  emptyState(
    'No program yet',
    'Everything begins with a program in which members collect points.',
    may.manage() && link('Create a program', '#/programs/new', { kind: 'primary' }),
  );

const tiles = ({ outstanding, expiring, totals }, days) =>
  h(
    'div',
    { class: 'tiles' },
    tile(
      'Outstanding',
      number(outstanding.points),
      `${money(outstanding.money, outstanding.currency)} owed to members`,
    ),
    tile('Expire within 30 days', number(expiring.within30Days), `${number(expiring.within90Days)} within 90 days`),
    tile(
      `Earned in ${count(Number(days), 'day')}`,
      number(totals.earned),
      `${number(totals.redeemed)} redeemed, ${number(totals.expired)} expired`,
    ),
  );

/** What does not go on before somebody has looked at it. */
function attention(callbacks, messages) {
  const parts = [
    callbacks > 0 && h('a', { href: '#/deliveries?status=parked' }, count(callbacks, 'callback')),
    messages > 0 && h('a', { href: '#/parked' }, count(messages, 'message')),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  const isOne = callbacks + messages === 1;
  return notice(
    'bad',
    h(
      'p',
      null,
      parts.length === 2 ? [parts[0], ' and ', parts[1]] : parts,
      isOne ? ' is parked until somebody looks at it.' : ' are parked until somebody looks at them.',
    ),
  );
}

const tile = (label, value, more) =>
  h(
    'div',
    { class: 'tile' },
    h('span', { class: 'muted' }, label),
    h('strong', { class: 'figure' }, value),
    h('small', { class: 'muted' }, more),
  );

const flow = (data) =>
  section(
    { title: 'Points a day', lead: 'Earned above the line; redeemed and expired below it.', class: 'chart-card' },
    pointsChart(data.days),
    h(
      'details',
      { class: 'disclosure' },
      h('summary', null, 'Show as a table'),
      fixedTable({
        label: 'Points a day',
        items: [...data.days].reverse(),
        columns: [
          { label: 'Day', isMain: true, cell: (day) => date(day.date) },
          ...['earned', 'redeemed', 'expired', 'adjusted', 'reversed', 'succeeded', 'failed'].map((name) => ({
            label: words(name),
            class: 'number',
            cell: (day) => number(day[name]),
          })),
        ],
      }),
    ),
  );

function failures(data) {
  const all = data.days.reduce((sum, day) => sum + day.succeeded + day.failed, 0);
  const failed = data.days.reduce((sum, day) => sum + day.failed, 0);
  const share = all === 0 ? 0 : failed / all;
  return section(
    {
      title: 'Refusals',
      lead:
        all === 0
          ? 'No requests in this period.'
          : `${number(failed)} of ${count(all, 'request')} (${percent(share)}) in this period.`,
    },
    data.failures.length > 0 &&
      fixedTable({
        label: 'Refusals by reason',
        items: data.failures,
        columns: [
          {
            label: 'Reason',
            isMain: true,
            cell: (failure) => words(failure.code),
          },
          {
            label: 'Share',
            cell: (failure) =>
              h('progress', {
                max: Math.max(failed, failure.count),
                value: failure.count,
                'aria-label': `Share of ${words(failure.code)}`,
              }),
          },
          { label: 'Requests', class: 'number', cell: (failure) => number(failure.count) },
        ],
      }),
  );
}

const percent = (share) =>
  new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 }).format(share);

const waiting = (data) =>
  section(
    { title: 'Queues', lead: 'Of the whole organisation, all programs together.' },
    attention(data.deliveries.parked ?? 0, data.parked ?? 0),
    data.queues &&
      data.queues.some((queue) => queue.waiting > 1000) &&
      notice('warn', h('p', null, 'A queue is long: outcomes may take a while.')),
    fixedTable({
      label: 'Queues',
      items: [
        ...(data.queues ?? []).map((queue) => ({ name: words(queue.name), value: queue.waiting, address: null })),
        { name: 'Callbacks pending', value: data.deliveries.pending, address: '#/deliveries?status=pending' },
        { name: 'Callbacks parked', value: data.deliveries.parked, address: '#/deliveries?status=parked' },
        { name: 'Messages parked', value: data.parked, address: '#/parked' },
      ],
      columns: [
        {
          label: 'Queue',
          isMain: true,
          cell: (queue) => (queue.address ? h('a', { href: queue.address }, queue.name) : queue.name),
        },
        { label: 'Waiting', class: 'number', cell: (queue) => number(queue.value) },
      ],
    }),
  );
