// The organisation itself: its name, its currencies, and where messages to members go.

import { get, put } from '../api.js';
import { may } from '../session.js';
import { copyable, facts, page, section } from '../ui/parts.js';
import { form, group } from '../ui/form.js';
import { linesField, numberField, textField } from '../ui/fields.js';
import { saveOrMerge } from '../ui/conflict.js';
import { finish } from '../ui/toast.js';
import { count } from '../format.js';
import { programLink, programsById } from './names.js';

const HOME = '/manage/organisation';

/** Its form for those who may change it, its facts for the others. */
export async function organisationForm({ signal, reload }) {
  const [item, programs] = await Promise.all([get(HOME, { signal }), programsById(signal)]);
  const organisation = item.data;
  const head = { title: organisation.name };
  if (!may.manage()) return page(head, about(organisation, programs, true));

  const fields = fieldsOf(show(organisation));
  const entry = form({
    fields: Object.values(fields),
    submit: 'Save',
    layout: [
      group('Name, country and currencies', null, fields.name, fields.defaultRegion, fields.currencies),
      group(
        'Messages to members',
        'Messages, such as the one before points expire, are posted to your messaging gateway, which sends them on by SMS or email.',
        fields['notifications.url'],
      ),
      group('Request log', null, fields.requestLogDays),
    ],
    save: async () => {
      const saved = await change(entry, item);
      if (!saved) return false;
      entry.settle();
      await finish('The organisation is saved', entry.isShown() && reload);
      return true;
    },
  });
  return page(head, about(organisation, programs, false), entry.node);
}

const about = (organisation, programs, isWhole) =>
  section(
    { title: 'The organisation' },
    facts([
      ['Organisation ID', copyable(organisation.orgId, 'Organisation ID')],
      ['Default program', programLink(organisation.defaultProgramId, programs)],
      ...(isWhole
        ? [
            ['Country', organisation.defaultRegion ?? 'None'],
            ['Currencies', organisation.currencies.join(', ') || 'Any'],
            ['Messaging gateway', organisation.notifications?.url ?? 'None'],
            ['Requests are kept', organisation.requestLogDays ? count(organisation.requestLogDays, 'day') : 'As usual'],
          ]
        : []),
    ]),
  );

const change = (entry, item) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(HOME, toBody(entry.values()), { ifMatch: etag }),
    read: () => get(HOME),
    show,
    say: (name, value) => (Array.isArray(value) ? value.join(', ') : String(value ?? '')),
  });

/** An organisation as the values of the form's fields. */
const show = (organisation) => ({
  name: organisation.name,
  defaultRegion: organisation.defaultRegion ?? '',
  currencies: organisation.currencies,
  'notifications.url': organisation.notifications?.url ?? '',
  requestLogDays: organisation.requestLogDays,
});

/** The other way. */
const toBody = (values) => ({
  name: values.name,
  defaultRegion: values.defaultRegion?.toUpperCase() || null,
  currencies: values.currencies.map((code) => code.toUpperCase()),
  notifications: values['notifications.url'] ? { url: values['notifications.url'] } : null,
  requestLogDays: values.requestLogDays,
});

const fieldsOf = (values) => ({
  name: textField({ name: 'name', label: 'Name', required: true, maxlength: 200, value: values.name }),
  defaultRegion: textField({
    name: 'defaultRegion',
    label: 'Country',
    hint: 'Two letters, as in ISO 3166-1: mobile numbers without a country code are read as numbers of this country. Leave empty for none.',
    maxlength: 2,
    value: values.defaultRegion,
  }),
  currencies: linesField({
    name: 'currencies',
    label: 'Currencies',
    hint: 'The currencies that programs may be in. Three letters each, as in ISO 4217, one to a line. Leave empty for any.',
    value: values.currencies,
  }),
  'notifications.url': textField({
    name: 'notifications.url',
    label: 'Messaging gateway',
    hint: 'An https address.',
    type: 'url',
    maxlength: 2048,
    value: values['notifications.url'],
  }),
  requestLogDays: numberField({
    name: 'requestLogDays',
    label: 'Days for which requests are listed',
    hint: 'Leave empty for as long as the platform keeps them.',
    max: 1000,
    value: values.requestLogDays,
  }),
});
