// Creating and changing a client.

import { get, idempotency, path, post, put } from '../api.js';
import { go, to } from '../router.js';
import { link, page } from '../ui/parts.js';
import { form, group, row } from '../ui/form.js';
import { areaField, checksField, linesField, radioField, selectField, textField } from '../ui/fields.js';
import { saveOrMerge } from '../ui/conflict.js';
import { showSecrets } from '../ui/secrets.js';
import { toast } from '../ui/toast.js';
import { SCOPES } from './scopes.js';

const MOST_KEYS = 2;

const BLANK = {
  name: '',
  scopes: ['points.earn', 'points.redeem'],
  signature: 'required',
  keys: [],
  callbackHosts: [],
  callbackSigning: 'ecdsa',
  partner: null,
};

/** The form of a client; of a new one where the address names none. */
export async function clientForm({ params, signal }) {
  const isNew = params.clientId === undefined;
  const item = isNew ? { data: BLANK, etag: null } : await get(path`/manage/clients/${params.clientId}`, { signal });
  const client = item.data;
  const back = isNew ? ['Clients', '#/clients'] : [client.name, to`/clients/${client.clientId}`];
  const fields = fieldsOf(show(client));
  const keyOf = idempotency();
  const entry = form({
    fields: Object.values(fields),
    submit: isNew ? 'Create client' : 'Save',
    cancel: link('Cancel', back[1]),
    layout: layoutOf(fields),
    save: async (values) => {
      const saved = isNew ? await create(values, keyOf) : await change(entry, item);
      if (!saved) return false;
      entry.settle();
      if (isNew) await tellSecrets(saved.data);
      else toast(`“${saved.data.name}” is saved`);
      if (!entry.isShown()) return true;
      go(to`/clients/${saved.data.clientId}`);
      return true;
    },
  });
  return page({ title: isNew ? 'New client' : `Edit ${client.name}`, crumbs: back }, entry.node);
}

function create(values, keyOf) {
  const body = toBody(values);
  return post('/manage/clients', body, { key: keyOf(body) });
}

const change = (entry, item) =>
  saveOrMerge({
    form: entry,
    item,
    send: (etag) => put(path`/manage/clients/${item.data.clientId}`, toBody(entry.values()), { ifMatch: etag }),
    read: () => get(path`/manage/clients/${item.data.clientId}`),
    show,
    say: (name, value) => (Array.isArray(value) ? value.join(', ') : String(value ?? '')),
  });

/** A secret that was shown before is not shown again, also when its creation is asked for a second time. */
function tellSecrets(client) {
  if (!client.clientSecret) return toast('The client exists already; its secret was shown when it was created');
  return showSecrets(`“${client.name}” is created`, [
    ['Client id', client.clientId],
    ['Client secret', client.clientSecret],
    ['Callback secret', client.callbackSecret],
  ]);
}

/** A client as the values of the form's fields. */
function show(client) {
  const values = { ...pick(client), partner: client.partner ?? '' };
  for (let index = 0; index < MOST_KEYS; index++) {
    values[`keys[${index}].keyId`] = client.keys[index]?.keyId ?? '';
    values[`keys[${index}].publicKeyPem`] = client.keys[index]?.publicKeyPem.trim() ?? '';
  }
  return values;
}

const pick = ({ name, scopes, signature, callbackHosts, callbackSigning }) => ({
  name,
  scopes,
  signature,
  callbackHosts,
  callbackSigning,
});

/** The other way; a key of which nothing is filled in is none. */
const toBody = (values) => ({
  ...pick(values),
  partner: values.partner || null,
  keys: Array.from({ length: MOST_KEYS }, (_, index) => ({
    keyId: values[`keys[${index}].keyId`],
    publicKeyPem: values[`keys[${index}].publicKeyPem`],
  })).filter((key) => key.keyId || key.publicKeyPem),
});

function fieldsOf(client) {
  const keys = {};
  for (let index = 0; index < MOST_KEYS; index++) {
    const label = index === 0 ? 'Key' : 'Second key';
    const [keyId, pem] = [`keys[${index}].keyId`, `keys[${index}].publicKeyPem`];
    keys[keyId] = textField({ name: keyId, label: `${label}: id`, value: client[keyId] });
    keys[pem] = areaField({
      name: pem,
      label: `${label}: public key`,
      rows: 4,
      class: 'code',
      placeholder: '-----BEGIN PUBLIC KEY-----',
      value: client[pem],
    });
  }
  return {
    name: textField({ name: 'name', label: 'Name', required: true, maxlength: 200, value: client.name }),
    scopes: checksField({
      name: 'scopes',
      label: 'It may',
      hint: 'No more than it needs. The last three let people sign in to this console.',
      required: true,
      value: client.scopes,
      options: SCOPES.map(([scope, words]) => [scope, words, scope]),
    }),
    signature: radioField({
      name: 'signature',
      label: 'Signed requests',
      required: true,
      value: client.signature,
      options: [
        ['required', 'Required', 'Requests without a good signature are refused'],
        ['optional', 'Optional', 'A signature is checked when there is one'],
      ],
    }),
    ...keys,
    callbackHosts: linesField({
      name: 'callbackHosts',
      label: 'Callback hosts',
      hint: 'One host name a line, without port. Callbacks go to no other host. Empty: any public host.',
      value: client.callbackHosts,
    }),
    callbackSigning: selectField({
      name: 'callbackSigning',
      label: 'Callbacks are signed with',
      required: true,
      value: client.callbackSigning,
      options: [
        ['ecdsa', 'ECDSA-SHA256 (P-256)'],
        ['rsa', 'RSA-SHA256'],
      ],
    }),
    partner: textField({
      name: 'partner',
      label: 'Partner name',
      hint: 'The name that this client gives itself where an API asks for the partner.',
      value: client.partner,
    }),
  };
}

const layoutOf = (fields) => [
  group('The client', null, fields.name, fields.scopes, fields.partner),
  group(
    'Signatures',
    'Two keys may be live, so that one can follow the other.',
    fields.signature,
    row(fields['keys[0].keyId'], fields['keys[0].publicKeyPem']),
    row(fields['keys[1].keyId'], fields['keys[1].publicKeyPem']),
  ),
  group('Callbacks', 'How the outcomes of its requests are told.', fields.callbackHosts, fields.callbackSigning),
];
