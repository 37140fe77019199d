// Tries a program as a till does: what it would ask, and what it would be told.

import { path, post } from '../../api.js';
import { may } from '../../session.js';
import { h, replace } from '../../ui/dom.js';
import { section } from '../../ui/parts.js';
import { form, row } from '../../ui/form.js';
import { numberField, selectField, textField } from '../../ui/fields.js';

const FORMATS = [
  ['json', 'JSON'],
  ['xml', 'XML'],
];

/** The trial; nothing for who may not look, or where another system keeps the program's books. */
export function tillTrial(program) {
  if (!may.read() || program.remote) return null;
  const outcome = h('div', { class: 'trial-outcome', role: 'status' });
  const fields = [
    numberField({ name: 'points', label: 'Points to redeem', required: true, value: 100 }),
    textField({ name: 'userId', label: 'Customer', hint: 'The member’s user ID.', maxlength: 128 }),
    selectField({ name: 'format', label: 'Answer in', required: true, value: 'json', options: FORMATS }),
  ];
  const entry = form({
    fields,
    layout: row(...fields),
    submit: 'Ask',
    isGuarded: false,
    save: async (values) => {
      replace(outcome);
      const body = { ...values, userId: values.userId || null };
      const { data } = await post(path`/manage/programs/${program.programId}/simulate`, body);
      const legible = values.format === 'xml' ? linesOfXml : indentedJson;
      replace(outcome, text('The till asks', data.request), text('It is told', legible(data.answer)));
    },
  });
  return section(
    { title: 'Try it', lead: 'Shows how a till asks whether points can be redeemed. Nothing is spent or sent.' },
    entry.node,
    outcome,
  );
}

const text = (label, content) => [h('h3', null, label), h('pre', { tabindex: '0', 'aria-label': label }, content)];

const indentedJson = (json) => JSON.stringify(JSON.parse(json), null, 2);

/** XML with each element on a line of its own. */
const linesOfXml = (xml) => xml.replace(/(<[^>]+>)(?=<[^/])/g, '$1\n').replace(/(<\/[^>]+>|<[^>]+\/>)(?=<\/)/g, '$1\n');
