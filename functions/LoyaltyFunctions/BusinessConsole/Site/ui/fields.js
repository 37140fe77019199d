// Fields of forms. Each is `{name, node, read(), write(value), complain(message), isEmpty}`: a label, what helps to fill
// it in, and the place where what is wrong with it is said.

import { h, uniqueId } from './dom.js';

const MANY_CHOICES = 6;

/** A line of text, a number, a date … by the input's `type`. */
export function textField({ name, label, hint, value = '', required = false, type = 'text', ...attributes }) {
  const input = h('input', {
    type,
    name,
    required,
    spellcheck: 'false',
    autocomplete: 'off',
    ...attributes,
    value: value ?? '',
  });
  return field({
    name,
    label,
    hint,
    required,
    control: input,
    read: () => input.value.trim(),
    write: (text) => (input.value = text ?? ''),
  });
}

/** A whole number or null; text that is no number is sent as it is, so that the service says what is wrong. */
export function numberField({ value, min = 1, isFraction = false, ...options }) {
  const text = textField({
    ...options,
    type: 'number',
    inputmode: isFraction ? 'decimal' : 'numeric',
    step: isFraction ? 'any' : '1',
    min,
    value: value ?? '',
  });
  const { read } = text;
  text.read = () => (read() === '' ? null : Number(read()));
  return text;
}

/** A text of several lines. */
export function areaField({ name, label, hint, value = '', required = false, rows = 3, ...attributes }) {
  const area = h('textarea', { name, required, rows, spellcheck: 'false', ...attributes, value: value ?? '' });
  return field({
    name,
    label,
    hint,
    required,
    control: area,
    read: () => area.value.trim(),
    write: (text) => (area.value = text ?? ''),
  });
}

/** A list of texts, one a line. */
export function linesField({ value = [], ...options }) {
  const area = areaField({ ...options, value: value.join('\n') });
  const { read, write } = area;
  area.read = () =>
    read()
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  area.write = (lines) => write((lines ?? []).join('\n'));
  return area;
}

/** One of several, from a list: `options` are `[[value, label], …]`. */
export function selectField({ name, label, hint, value, options, required = false, disabled = false, onchange }) {
  const select = h(
    'select',
    { name, required, disabled, onchange },
    options.map(([key, text]) => h('option', { value: key, selected: key === value }, text)),
  );
  return field({
    name,
    label,
    hint,
    required,
    control: select,
    read: () => select.value,
    write: (key) => (select.value = key ?? ''),
  });
}

/** Yes or no. */
export function checkField({ name, label, hint, value = false, onchange }) {
  const box = h('input', { type: 'checkbox', name, checked: value, onchange });
  const id = (box.id = uniqueId('field'));
  const help = hintOf(hint, id);
  const fault = faultOf(id);
  const node = h(
    'div',
    { class: 'field field-check' },
    h('label', { for: id }, box, h('span', null, label)),
    help,
    fault,
  );
  return {
    name,
    label,
    node,
    read: () => box.checked,
    write: (isChecked) => (box.checked = Boolean(isChecked)),
    ...complaining(box, fault, help),
  };
}

/** One of a few, all to be seen. */
export const radioField = (options) => choices({ ...options, type: 'radio' });

/** Some of several. */
export const checksField = (options) => choices({ ...options, type: 'checkbox' });

function choices({ type, name, label, hint, value, options, required = false, disabled = false, isScrolling = false }) {
  const group = uniqueId(name);
  const isChosen = (key) => (type === 'radio' ? key === value : (value ?? []).includes(key));
  const boxes = options.map(([key, text, more]) => ({
    key,
    text,
    more,
    box: h('input', { type, name: group, value: key, checked: isChosen(key), disabled }),
  }));
  const help = hintOf(hint, group);
  const fault = faultOf(group);
  const labels = boxes.map(({ box, text, more }) =>
    h('label', { class: 'choice' }, box, h('span', null, text, more && h('small', { class: 'muted' }, more))),
  );
  const isLong = isScrolling && boxes.length > MANY_CHOICES;
  const node = h(
    'fieldset',
    { class: 'field field-choices', tabindex: '-1', 'aria-describedby': describedBy(help, fault) },
    h('legend', null, label, !required && optional()),
    help,
    isLong && finder(label, labels),
    h('div', { class: isLong ? 'choices choices-scrolling' : `choices choices-${type}` }, labels),
    fault,
  );
  return {
    name,
    label,
    node,
    read: () => {
      const chosen = boxes.filter(({ box }) => box.checked).map(({ key }) => key);
      return type === 'radio' ? (chosen[0] ?? '') : chosen;
    },
    write: (now) =>
      boxes.forEach(({ box, key }) => (box.checked = type === 'radio' ? key === now : (now ?? []).includes(key))),
    check: () => (required && !boxes.some(({ box }) => box.checked) ? 'Choose at least one.' : ''),
    complain: (message) => {
      fault.textContent = message;
      fault.hidden = !message;
    },
    focus: () => (boxes.find(({ box }) => box.checked) ?? boxes[0])?.box.focus(),
  };
}

/** Narrows many choices down to those with the typed text in them; those that are chosen stay chosen, seen or not. */
function finder(label, labels) {
  const input = h('input', {
    type: 'search',
    'aria-label': `Find in: ${label}`,
    placeholder: 'Find…',
    autocomplete: 'off',
    oninput: () => {
      const wanted = input.value.trim().toLowerCase();
      for (const one of labels) one.hidden = !one.textContent.toLowerCase().includes(wanted);
    },
    // It is no part of what the form sends, so Enter in it does not send the form.
    onkeydown: (event) => event.key === 'Enter' && event.preventDefault(),
  });
  return input;
}

function field({ name, label, hint, required, control, read, write }) {
  const id = (control.id = uniqueId('field'));
  const help = hintOf(hint, id);
  const fault = faultOf(id);
  const node = h(
    'div',
    { class: 'field' },
    h('label', { for: id }, label, !required && !control.disabled && optional()),
    help,
    control,
    fault,
  );
  return { name, label, node, read, write, ...complaining(control, fault, help) };
}

/** What the browser knows to be wrong is said when the field is left, and taken back while it is mended. */
function complaining(control, fault, help) {
  const told = describedBy(help, fault);
  control.setAttribute('aria-describedby', told);
  const complain = (message) => {
    fault.textContent = message;
    fault.hidden = !message;
    if (message) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
  };
  // A disabled control is not the person's to mend.
  const check = () => (control.willValidate && !control.validity.valid ? control.validationMessage : '');
  control.addEventListener('blur', () => control.value !== '' && complain(check()));
  control.addEventListener('input', () => complain(''));
  return { complain, check, focus: () => control.focus() };
}

const optional = () => h('span', { class: 'optional' }, 'optional');
const hintOf = (hint, id) => hint && h('p', { class: 'hint', id: `${id}-hint` }, hint);
const faultOf = (id) => h('p', { class: 'fault', id: `${id}-fault`, hidden: true });
const describedBy = (help, fault) => [help?.id, fault.id].filter(Boolean).join(' ');
