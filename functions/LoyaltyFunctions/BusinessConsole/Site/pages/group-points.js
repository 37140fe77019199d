// What a group has together in a program, and whose points a redemption would take.

import { get, listAll, path } from '../api.js';
import { h, replace } from '../ui/dom.js';
import { badge, notice, section } from '../ui/parts.js';
import { fixedTable } from '../ui/table.js';
import { form } from '../ui/form.js';
import { numberField, selectField } from '../ui/fields.js';
import { errorState, loadingState } from '../ui/states.js';
import { date, number, points } from '../format.js';
import { memberLink } from './names.js';

/** The points of a group, program by program; nothing where no program's books are kept here. */
export async function groupPoints(groupId, signal) {
  const programs = (await listAll('/manage/programs', { signal })).filter((program) => !program.remote);
  if (programs.length === 0) return null;
  const read = (query) => get(path`/manage/groups/${groupId}/points`, { query, signal });
  const home = h('div', { 'aria-live': 'polite' });
  const choice = selectField({
    name: 'programId',
    label: 'Program',
    required: true,
    value: programs.find((program) => program.isDefault)?.programId,
    options: programs.map((program) => [program.programId, program.name]),
    onchange: show,
  });

  async function show() {
    const programId = choice.read();
    replace(home, loadingState());
    const nodes = await read({ programId }).then(
      ({ data }) => [balance(data), trial((asked) => read({ programId, points: asked }))],
      (fault) => [errorState(fault, show)],
    );
    // Another program may have been chosen meanwhile.
    if (choice.read() === programId) replace(home, nodes);
  }

  show();
  return section(
    { title: 'Points', lead: 'What the members have together.' },
    programs.length > 1 && h('div', { class: 'group-program' }, choice.node),
    home,
  );
}

const balance = (data) => [
  h(
    'div',
    { class: 'tiles tiles-plain' },
    figure('Combined balance', data.balance),
    data.held > 0 && figure('Available', data.available),
    data.held > 0 && figure('Held', data.held),
  ),
  fixedTable({
    label: 'Points of the members',
    items: data.members,
    columns: [
      { label: 'Member', isMain: true, class: 'name', cell: (member) => memberLink(member.userId) },
      { label: 'Status', cell: (member) => badge(member.status ?? 'not registered') },
      { label: 'Available', class: 'number', cell: (member) => number(member.available) },
      { label: 'Held', class: 'number', cell: (member) => number(member.held) },
      { label: 'Share', cell: (member) => share(member, data.available) },
      { label: 'Next to expire', cell: (member) => expiring(member.nextExpiring) },
    ],
  }),
];

const figure = (label, value) =>
  h('div', { class: 'tile' }, h('span', { class: 'muted' }, label), h('strong', { class: 'figure' }, number(value)));

function share(member, whole) {
  if (!member.maySpend) return h('span', { class: 'muted' }, 'Does not count');
  const part = Math.max(member.available, 0);
  return h('progress', { max: Math.max(whole, 1), value: part, 'aria-label': `Share of ${member.userId}` });
}

const expiring = (next) => (next ? `${number(next.points)} on ${date(next.expirationDate)}` : '–');

/** Asks whose points a redemption would take; nothing is redeemed. */
function trial(ask) {
  const outcome = h('div', { class: 'trial-outcome', role: 'status' });
  const entry = form({
    fields: [
      numberField({
        name: 'points',
        label: 'Points to redeem',
        hint: 'Points that expire first are taken first. Nothing is redeemed here.',
        required: true,
      }),
    ],
    submit: 'Show',
    isGuarded: false,
    save: async (values) => {
      replace(outcome);
      replace(outcome, outcomeOf((await ask(values.points)).data));
    },
  });
  return [h('h3', { class: 'sub' }, 'What would a redemption take?'), entry.node, outcome];
}

function outcomeOf({ available, members, redemption }) {
  if (redemption.missing > 0)
    return notice(
      'bad',
      h(
        'p',
        null,
        `Nothing would be redeemed: the group has ${points(available)}, ${number(redemption.missing)} too few.`,
      ),
    );
  const before = new Map(members.map((member) => [member.userId, member.available]));
  return fixedTable({
    label: 'What would be taken',
    items: redemption.taken,
    columns: [
      { label: 'Member', isMain: true, class: 'name', cell: (share) => memberLink(share.userId) },
      { label: 'Would give', class: 'number', cell: (share) => number(share.points) },
      { label: 'Left', class: 'number', cell: (share) => number(before.get(share.userId) - share.points) },
    ],
  });
}
