// A program whose books another points system keeps: how it is reached, and whether that works.

import { path, post } from '../../api.js';
import { h } from '../../ui/dom.js';
import { button, copyable, facts, notice, section } from '../../ui/parts.js';
import { group, row } from '../../ui/form.js';
import { selectField, textField } from '../../ui/fields.js';
import { sayProblem } from '../../ui/states.js';
import { words } from '../../format.js';
import { FAULTS } from '../deliveries.js';

const NAMES = ['baseUrl', 'clientId', 'keyId', 'ruleId'];
const HERE = 'here';
const ELSEWHERE = 'elsewhere';

/** The fields of the connection; a program that exists stays with whoever keeps its books. */
export function remoteFields(program, isNew) {
  if (!isNew && !program.remote) return {};
  const field = (name, label, options = {}) =>
    textField({ name: `remote.${name}`, label, required: !isNew, value: program.remote?.[name] ?? '', ...options });
  return {
    ...(isNew && {
      keeper: selectField({
        name: 'keeper',
        label: 'Books',
        required: true,
        value: HERE,
        options: [
          [HERE, 'Kept here'],
          [ELSEWHERE, 'Kept by another points system'],
        ],
        onchange: (event) => {
          event.target.closest('form').querySelector('[data-remote]').hidden = event.target.value === HERE;
        },
      }),
    }),
    'remote.baseUrl': field('baseUrl', 'Address', { type: 'url', maxlength: 2048, hint: 'Without /points.' }),
    'remote.clientId': field('clientId', 'Client ID', { maxlength: 128, hint: 'Ours in that system.' }),
    'remote.secret': textField({
      name: 'remote.secret',
      label: 'Client secret',
      type: 'password',
      autocomplete: 'new-password',
      hint: isNew ? null : 'Leave empty to keep the one that is stored.',
    }),
    'remote.keyId': field('keyId', 'Key ID', {
      maxlength: 128,
      hint: 'Under which our public key is registered there.',
    }),
    'remote.ruleId': field('ruleId', 'Rule ID', {
      maxlength: 128,
      hint: 'The earn rule there that awards the points.',
    }),
  };
}

export function remoteGroup(fields, isNew) {
  if (!fields['remote.baseUrl']) return [];
  const node = group(
    'The other points system',
    'Points that are issued here are awarded there, by a signed request.',
    fields['remote.baseUrl'],
    row(fields['remote.clientId'], fields['remote.secret']),
    row(fields['remote.keyId'], fields['remote.ruleId']),
  );
  node.dataset.remote = '';
  node.hidden = isNew;
  return [node];
}

/** The values of the fields as the service takes them; null = the books are kept here. */
export function remoteBody(values) {
  if (values['remote.baseUrl'] === undefined || values.keeper === HERE) return null;
  const remote = Object.fromEntries(NAMES.map((name) => [name, values[`remote.${name}`]]));
  return values['remote.secret'] ? { ...remote, secret: values['remote.secret'] } : remote;
}

/** The values as the form shows them; a secret is never shown. */
export const remoteValues = (program) =>
  program.remote
    ? { ...Object.fromEntries(NAMES.map((name) => [`remote.${name}`, program.remote[name]])), 'remote.secret': '' }
    : {};

/** What the last attempt to reach the other system met. */
export function sayFault(fault) {
  const word = fault.replace(/^(token|http)_/, '');
  return FAULTS[word] ?? (/^\d+$/.test(word) ? `HTTP ${word}` : words(word));
}

/** What is to be registered there, and a button that tests it. */
export function remoteSection(program, mayTest) {
  if (!program.remote) return null;
  const answer = h('div', { 'aria-live': 'polite' });
  const test = button('Test connection', async () => {
    test.disabled = true;
    try {
      const { data } = await post(path`/manage/programs/${program.programId}/test-connection`);
      answer.replaceChildren(notice(data.works ? 'good' : 'bad', h('p', null, data.detail)));
    } catch (fault) {
      answer.replaceChildren(notice('bad', h('p', null, sayProblem(fault))));
    } finally {
      test.disabled = false;
    }
  });
  return section(
    {
      title: 'Connection',
      lead: 'The other system must know our client by this public key.',
      actions: mayTest && [test],
    },
    answer,
    facts([
      ['Address', program.remote.baseUrl],
      ['Key ID', copyable(program.remote.keyId, 'Key ID')],
    ]),
    h(
      'details',
      { class: 'disclosure' },
      h('summary', null, 'Public key'),
      h('pre', { tabindex: '0', 'aria-label': 'Public key' }, program.remote.publicKeyPem),
    ),
  );
}
