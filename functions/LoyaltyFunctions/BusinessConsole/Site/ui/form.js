// Forms: they say what is wrong at the field that is wrong, and never lose what was entered.

import { h, replace } from './dom.js';
import { sayProblem } from './states.js';
import { SignedOut } from '../api.js';
import { guard } from './unsaved.js';

/**
 * A form over fields. `save(values)` sends them; what it throws is shown at the fields that the problem names
 * (`cap.points` at the field of that name), or above the form when no field of that name is there. When it returns false,
 * nothing was saved and the input still counts as such. Who has left the form meanwhile is not to be led elsewhere: ask
 * `isShown`. `refresh` is called when fields were filled in from outside.
 */
export function form({ fields, layout, submit, cancel, save, refresh, isGuarded = true }) {
  const summary = h('div', { class: 'notice notice-bad', role: 'alert', tabindex: '-1', hidden: true });
  const button = h('button', { type: 'submit', class: 'button primary' }, submit);
  const node = h(
    'form',
    { class: 'form', novalidate: true, onsubmit: start, onkeydown: layout && isGuarded && keepFromSending },
    summary,
    layout ?? fields.map((field) => field.node),
    h('div', { class: 'form-actions' }, button, cancel),
  );
  let before = snapshot();
  const self = {
    node,
    fields,
    values: () => Object.fromEntries(fields.map((field) => [field.name, field.read()])),
    isDirty: () => snapshot() !== before,
    isShown: () => node.isConnected,
    settle: () => (before = snapshot()),
    refresh: () => refresh?.(),
  };
  if (isGuarded) guard(self);

  /** In a long form, whoever presses Enter in a field is seldom done: only the button sends it. */
  function keepFromSending(event) {
    if (event.key === 'Enter' && event.target.matches('input, select')) event.preventDefault();
  }

  function snapshot() {
    return JSON.stringify(fields.map((field) => field.read()));
  }

  async function start(event) {
    event.preventDefault();
    if (button.disabled) return;
    clear();
    const wrong = fields
      .map((field) => ({ field: field.name, message: field.check?.() }))
      .filter(({ message }) => message);
    if (wrong.length > 0) {
      complain(wrong);
      return;
    }
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    try {
      const sent = snapshot();
      if ((await save(self.values())) !== false) before = sent;
    } catch (fault) {
      if (!(fault instanceof SignedOut)) fail(fault);
    } finally {
      button.disabled = false;
      button.removeAttribute('aria-busy');
    }
  }

  function fail(fault) {
    if (!complain(fault.errors ?? [])) {
      replace(summary, h('p', null, sayProblem(fault)));
      summary.hidden = false;
      summary.focus();
    }
  }

  /** Shows what is wrong where it is wrong; false when there is nothing to show. */
  function complain(errors) {
    const homeless = [];
    let first = null;
    for (const { field: name, message } of errors) {
      const home = homeOf(name);
      home ? home.complain(message) : homeless.push(`${name}: ${message}`);
      if (home && (!first || fields.indexOf(home) < fields.indexOf(first))) first = home;
    }
    if (homeless.length > 0) {
      replace(
        summary,
        homeless.map((text) => h('p', null, text)),
      );
      summary.hidden = false;
    }
    if (first) first.focus();
    else if (homeless.length > 0) summary.focus();
    return errors.length > 0;
  }

  /** The field of a name such as `cap.points`, or of what it is a part of: `clientIds[3]` → `clientIds`. */
  function homeOf(name) {
    for (let part = name; part; part = part.replace(/(\.|\[)[^.[]*$/, '')) {
      const home = fields.find((field) => field.name === part);
      if (home) return home;
      if (!/[.[]/.test(part)) return null;
    }
    return null;
  }

  function clear() {
    summary.hidden = true;
    fields.forEach((field) => field.complain(''));
  }

  return self;
}

/** Fields side by side where there is room. */
export const row = (...fields) =>
  h(
    'div',
    { class: 'field-row' },
    fields.map((field) => field.node ?? field),
  );

/** A group of fields under a heading. */
export const group = (title, lead, ...fields) =>
  h(
    'section',
    { class: 'card form-group' },
    h('header', { class: 'card-head' }, h('div', null, h('h2', null, title), lead && h('p', { class: 'muted' }, lead))),
    fields.map((field) => field.node ?? field),
  );
