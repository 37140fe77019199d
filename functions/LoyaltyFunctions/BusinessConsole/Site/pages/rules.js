// The list of rules.

import { list } from '../api.js';
import { may } from '../session.js';
import { h } from '../ui/dom.js';
import { href, to } from '../router.js';
import { badge, link, page, time, usage } from '../ui/parts.js';
import { listing, nothingFound } from '../ui/table.js';
import { filters } from '../ui/filters.js';
import { emptyState } from '../ui/states.js';
import { capPeriod, points, ruleType } from '../format.js';
import { programsById } from './names.js';
import { ruleMenu } from './rule-steps.js';

const STATUSES = [
  ['draft', 'Draft'],
  ['active', 'Active'],
  ['inactive', 'Inactive'],
  ['archived', 'Archived'],
];

/** Rules with their status, dates and limits. */
export async function ruleList({ query, signal, reload }) {
  const programs = await programsById(signal);
  const create = may.draft() && link('New rule', '#/rules/new', { kind: 'primary', glyph: 'plus' });
  return page(
    {
      title: 'Rules',
      lead: 'A rule lets partners award or redeem points through the API, within the limits that you set.',
      actions: [create],
    },
    filters([
      { name: 'status', label: 'Status', options: STATUSES },
      { name: 'programId', label: 'Program', options: [...programs].map(([id, { name }]) => [id, name]) },
    ]),
    listing({
      label: 'Rules',
      noun: 'rule',
      signal,
      load: (cursor) => list('/manage/rules', { query, cursor, signal }),
      columns: columns(reload),
      empty: () =>
        query.status || query.programId
          ? nothingFound(href('/rules'))
          : emptyState(
              'No rules yet',
              'The first rule says who may award points, how many, and until when.',
              may.draft() && link('Create a rule', '#/rules/new', { kind: 'primary' }),
            ),
    }),
  );
}

const columns = (reload) => [
  {
    label: 'Rule',
    isMain: true,
    cell: (rule) => [
      h('a', { class: 'main-link', href: to`/rules/${rule.ruleId}` }, rule.name),
      h('small', { class: 'muted' }, ruleType(rule.type)),
    ],
  },
  { label: 'Status', cell: statusOf },
  { label: 'Runs', cell: runs },
  { label: 'Cap', cell: capOf },
  {
    label: 'Budget',
    cell: (rule) =>
      rule.budget ? usage(rule.budgetUsed, rule.budget, `Budget of ${rule.name} used`) : none('No budget'),
  },
  {
    label: 'Actions',
    isActions: true,
    cell: (rule) => ruleMenu({ data: rule, etag: rule.etag }, reload),
  },
];

/** An active rule outside of its dates, or without budget left, moves nothing, so its status alone would mislead. */
export function statusOf(rule) {
  const isActive = rule.status === 'active';
  const now = new Date();
  return [
    isActive && rule.budget && rule.budgetUsed >= rule.budget ? badge('used up', 'warn') : badge(rule.status),
    isActive && rule.startsAt && new Date(rule.startsAt) > now && badge('not started', 'calm'),
    isActive && rule.endsAt && new Date(rule.endsAt) <= now && badge('ended', 'warn'),
  ];
}

/** A cap counts for each member alone, so a rule has no one use of it to show; the member's page shows theirs. */
const capOf = ({ cap }) =>
  cap
    ? [h('span', { class: 'nowrap' }, points(cap.points)), h('small', { class: 'muted below' }, capPeriod(cap))]
    : none('No cap');

const none = (text) => h('span', { class: 'muted' }, text);

/** From when until when a rule runs. */
export function runs(rule) {
  if (!rule.startsAt && !rule.endsAt) return 'Always';
  if (!rule.endsAt) return ['From ', time(rule.startsAt)];
  if (!rule.startsAt) return ['Until ', time(rule.endsAt)];
  return [time(rule.startsAt), ' – ', time(rule.endsAt)];
}
