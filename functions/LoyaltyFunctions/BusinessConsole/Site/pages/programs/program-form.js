// Creating, showing and changing a program.

import { get, idempotency, path, post, put } from '../../api.js';
import { may } from '../../session.js';
import { h } from '../../ui/dom.js';
import { go, to } from '../../router.js';
import { badge, button, copyable, facts, link, page, section } from '../../ui/parts.js';
import { form, group, row } from '../../ui/form.js';
import { checkField, numberField, selectField, textField } from '../../ui/fields.js';
import { saveOrMerge } from '../../ui/conflict.js';
import { confirmAndRun } from '../../ui/dialog.js';
import { finish } from '../../ui/toast.js';
import { count, number, timeZone } from '../../format.js';
import { expirationOf } from './programs.js';
import {
  REDEMPTION,
  redemptionBody,
  redemptionFacts,
  redemptionFields,
  redemptionGroups,
  redemptionValues,
} from './program-redemption.js';
import { remoteBody, remoteFields, remoteGroup, remoteSection, remoteValues } from './program-remote.js';
import { tillTrial } from './till-trial.js';

const BLANK = {
  programId: '',
  name: '',
  currency: 'EUR',
  pointsPerUnit: 100,
  expiration: { months: 12 },
  expiryNotice: null,
  autoEnrol: true,
  timeZone,
  redemption: REDEMPTION,
  reversal: { graceDays: 0, allowNegativeBalance: false },
};

/** A program: its form for those who may change it, its facts for the others. */
export async function programForm({ params, signal, reload }) {
  const isNew = params.programId === undefined;
  const item = isNew ? { data: BLANK, etag: null } : await get(path`/manage/programs/${params.programId}`, { signal });
  const program = item.data;
  const head = {
    title: isNew ? 'New program' : program.name,
    crumbs: ['Programs', '#/programs'],
    badge: program.isDefault && badge('default', 'good'),
    actions: !isNew && may.manage() && !program.isDefault && button('Make default…', () => makeDefault(item, reload)),
  };
  if (!may.manage()) return page(head, summary(program), remoteSection(program, false), tillTrial(program));

  const fields = { ...fieldsOf(show(program), isNew), ...remoteFields(program, isNew) };
  const keyOf = idempotency();
  const entry = form({
    fields: Object.values(fields),
    submit: isNew ? 'Create program' : 'Save',
    cancel: link('Cancel', '#/programs'),
    layout: [...layoutOf(fields), ...remoteGroup(fields, isNew)],
    save: async (values) => {
      const saved = isNew ? await create(values, keyOf) : await change(entry, item);
      if (!saved) return false;
      entry.settle();
      const show = isNew ? () => go(to`/programs/${saved.data.programId}`) : reload;
      await finish(`“${saved.data.name}” is ${isNew ? 'created' : 'saved'}`, entry.isShown() && show);
      return true;
    },
  });
  return page(head, remoteSection(program, true), entry.node, !isNew && tillTrial(program));
}

const summary = (program) =>
  section(
    { title: 'The program' },
    facts([
      ['Program ID', copyable(program.programId, 'Program ID')],
      ['Worth', `${number(program.pointsPerUnit)} points = 1 ${program.currency}`],
      ['Points expire', expirationOf(program.expiration)],
      ['Members are told', program.expiryNotice ? `${count(program.expiryNotice.daysAhead, 'day')} before` : 'No'],
      ['New members', program.autoEnrol ? 'Enrolled with their first points' : 'Registered beforehand'],
      ['Time zone', program.timeZone],
      ...redemptionFacts(program.redemption, program.currency),
      ['Days of grace at reversal', number(program.reversal.graceDays)],
      ['Negative balance at reversal', program.reversal.allowNegativeBalance ? 'Allowed' : 'Not allowed'],
    ]),
  );

function create(values, keyOf) {
  const body = { ...toBody(values), ...(values.programId ? { programId: values.programId } : {}) };
  return post('/manage/programs', body, { key: keyOf(body) });
}

const change = (entry, item) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(path`/manage/programs/${item.data.programId}`, toBody(entry.values()), { ifMatch: etag }),
    read: () => get(path`/manage/programs/${item.data.programId}`),
    show: (program) => show(program),
    say: (name, value) => (typeof value === 'boolean' ? (value ? 'Yes' : 'No') : String(value ?? '')),
  });

async function makeDefault({ data: program, etag }, reload) {
  const done = await confirmAndRun({
    title: `Make “${program.name}” the default?`,
    content: h('p', null, 'Requests that name no program of their own work on it from now on.'),
    action: 'Make default',
    run: () => post(path`/manage/programs/${program.programId}/make-default`, undefined, { ifMatch: etag }),
  });
  if (done) await finish(`“${program.name}” is the default program`, reload);
}

/** A program as the values of the form's fields. */
const show = (program) => ({
  ...remoteValues(program),
  programId: program.programId,
  name: program.name,
  currency: program.currency,
  pointsPerUnit: program.pointsPerUnit,
  expires: program.expiration?.months ? 'months' : program.expiration?.days ? 'days' : 'never',
  expiration: program.expiration?.months ?? program.expiration?.days ?? null,
  'expiryNotice.daysAhead': program.expiryNotice?.daysAhead ?? null,
  autoEnrol: program.autoEnrol,
  timeZone: program.timeZone,
  ...redemptionValues(program.redemption),
  'reversal.graceDays': program.reversal.graceDays,
  'reversal.allowNegativeBalance': program.reversal.allowNegativeBalance,
});

/** The other way. */
const toBody = (values) => ({
  name: values.name,
  currency: values.currency.toUpperCase(),
  pointsPerUnit: values.pointsPerUnit,
  expiration: values.expires === 'never' ? null : { [values.expires]: values.expiration },
  expiryNotice: values['expiryNotice.daysAhead'] ? { daysAhead: values['expiryNotice.daysAhead'] } : null,
  autoEnrol: values.autoEnrol,
  timeZone: values.timeZone,
  remote: remoteBody(values),
  redemption: redemptionBody(values),
  reversal: {
    graceDays: values['reversal.graceDays'],
    allowNegativeBalance: values['reversal.allowNegativeBalance'],
  },
});

function fieldsOf(program, isNew) {
  const number_ = (name, label, options = {}) =>
    numberField({ name, label, required: true, value: program[name], ...options });
  return {
    ...(isNew && {
      programId: textField({
        name: 'programId',
        label: 'Program ID',
        hint: 'Part of addresses. Empty: one is made up.',
        maxlength: 128,
        value: '',
      }),
    }),
    name: textField({ name: 'name', label: 'Name', required: true, maxlength: 200, value: program.name }),
    currency: textField({
      name: 'currency',
      label: 'Currency',
      hint: 'Three letters, as in ISO 4217.',
      required: true,
      maxlength: 3,
      value: program.currency,
    }),
    pointsPerUnit: number_('pointsPerUnit', 'Points per unit of currency', { isFraction: true, min: 0 }),
    expires: selectField({
      name: 'expires',
      label: 'Points expire',
      required: true,
      value: program.expires,
      options: [
        ['never', 'Never'],
        ['days', 'After days'],
        ['months', 'After months'],
      ],
    }),
    expiration: number_('expiration', 'How many', { required: false }),
    'expiryNotice.daysAhead': number_('expiryNotice.daysAhead', 'Tell members, days before', {
      required: false,
      max: 366,
      hint: 'By a message before their points expire. Leave empty to tell nobody.',
    }),
    autoEnrol: checkField({
      name: 'autoEnrol',
      label: 'Enrol unknown members with their first points',
      value: program.autoEnrol,
    }),
    timeZone: textField({
      name: 'timeZone',
      label: 'Time zone',
      hint: 'As in Europe/Berlin. Days, months and expirations are counted in it.',
      required: true,
      value: program.timeZone,
    }),
    ...Object.fromEntries(redemptionFields(program).map((field) => [field.name, field])),
    'reversal.graceDays': number_('reversal.graceDays', 'Days of grace', {
      min: 0,
      hint: 'How long points that expired meanwhile live on when they come back.',
    }),
    'reversal.allowNegativeBalance': checkField({
      name: 'reversal.allowNegativeBalance',
      label: 'An award that is already spent may be reversed, and leaves a negative balance',
      value: program['reversal.allowNegativeBalance'],
    }),
  };
}

const layoutOf = (fields) => [
  group(
    'The program',
    null,
    fields.programId ?? [],
    fields.name,
    fields.keeper ?? [],
    row(fields.currency, fields.pointsPerUnit),
  ),
  group(
    'Points',
    null,
    row(fields.expires, fields.expiration),
    fields['expiryNotice.daysAhead'],
    fields.timeZone,
    fields.autoEnrol,
  ),
  ...redemptionGroups(fields),
  group('Reversal', null, fields['reversal.graceDays'], fields['reversal.allowNegativeBalance']),
];
