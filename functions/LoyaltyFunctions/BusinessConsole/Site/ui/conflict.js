// Two people change the same thing: the later one sees what the other saved, and decides what happens to their own input.

import { h } from './dom.js';
import { dialogActions, openDialog } from './dialog.js';

/**
 * Shows what somebody else saved meanwhile. `rows` are `{label, before, theirs, mine}`, texts all.
 * Resolves to 'mine', 'theirs', or undefined.
 */
export function askAboutConflict(rows) {
  return openDialog({
    title: 'Somebody else changed this meanwhile',
    isWide: true,
    build: ({ close }) => [
      h('p', null, 'Nothing of yours was saved, and nothing is lost. This is what differs:'),
      h(
        'div',
        { class: 'conflicts' },
        rows.map(({ label, before, theirs, mine }) =>
          h(
            'section',
            { class: 'conflict' },
            h('h3', null, label),
            h(
              'dl',
              null,
              [
                ['Was', before],
                ['They saved', theirs],
                ['You entered', mine],
              ].map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value || '–'))),
            ),
          ),
        ),
      ),
      h(
        'p',
        { class: 'muted' },
        'Keeping yours leaves it in the form, over their version, for you to look at and save again.',
      ),
      dialogActions(
        h('button', { type: 'button', class: 'button', onclick: () => close('theirs') }, 'Take theirs'),
        h(
          'button',
          { type: 'button', class: 'button primary', autofocus: true, onclick: () => close('mine') },
          'Keep my input',
        ),
      ),
    ],
  });
}

/**
 * Saves with the tag that was read. On a conflict it asks, and merges: what the person did not touch becomes theirs,
 * what the person entered stays unless they take the other's version. Resolves to what `send` returned, or to false when
 * nothing was saved.
 *
 * `item` is `{data, etag}` as it was read, changed in place; `show(document)` turns a document into the values of the
 * form's fields; `say(name, value)` turns such a value into words.
 */
export async function saveOrMerge({ form, item, send, read, show, say }) {
  try {
    return await send(item.etag);
  } catch (fault) {
    if (fault.status !== 412) throw fault;
  }
  const theirs = await read();
  const [was, now, mine] = [show(item.data), show(theirs.data), form.values()];
  const differs = (left, right) => JSON.stringify(left) !== JSON.stringify(right);
  const rows = form.fields
    .filter(({ name }) => differs(was[name], now[name]))
    .map(({ name, label }) => ({
      label,
      before: say(name, was[name]),
      theirs: say(name, now[name]),
      mine: say(name, mine[name]),
    }));
  const choice = await askAboutConflict(rows);
  if (!choice) return false;
  for (const field of form.fields) {
    const isMine = choice === 'mine' && differs(was[field.name], mine[field.name]);
    if (!isMine) field.write(now[field.name]);
  }
  form.refresh();
  Object.assign(item, theirs);
  if (choice === 'theirs') form.settle();
  return false;
}
