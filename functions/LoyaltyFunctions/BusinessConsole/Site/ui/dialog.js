// Native dialogs: the browser keeps the focus inside and gives it back.

import { h, replace, uniqueId, icon } from './dom.js';
import { sayProblem } from './states.js';

/**
 * Opens a dialog and resolves, once it is closed, to what `close` was given (undefined when it was dismissed).
 * `build` makes its content: a function of `{close, dialog}` that returns nodes.
 */
export function openDialog({ title, build, isWide = false, isFirm = false }) {
  const titleId = uniqueId('dialog');
  const { promise, resolve } = Promise.withResolvers();
  let result;
  const dialog = h('dialog', {
    class: isWide ? 'dialog dialog-wide' : 'dialog',
    'data-firm': isFirm,
    'aria-labelledby': titleId,
    oncancel: (event) => isFirm && event.preventDefault(),
    onclose: () => {
      dialog.remove();
      resolve(result);
    },
  });
  const close = (value) => {
    result = value;
    dialog.close();
  };
  const dismiss = h(
    'button',
    { type: 'button', class: 'button-icon', 'aria-label': 'Close', onclick: () => close() },
    icon('close'),
  );
  replace(
    dialog,
    h('header', { class: 'dialog-head' }, h('h2', { id: titleId }, title), !isFirm && dismiss),
    h('div', { class: 'dialog-body' }, build({ close, dialog })),
  );
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector('[autofocus]') ?? dialog.querySelector('input, select, textarea'))?.focus();
  // A long one is read from its beginning, wherever its first button is.
  dialog.scrollTop = 0;
  return promise;
}

/** Closes what is about a page that is left; a firm dialog waits for its own answer on any page. */
export function dismissDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open]:not([data-firm])')) dialog.close();
}

/** The row of buttons at the end of a dialog. */
export const dialogActions = (...buttons) => h('div', { class: 'dialog-actions' }, buttons);

/** Asks yes or no. */
export async function confirm({ title, text, action, cancel = 'Cancel', isDangerous = false }) {
  const answer = await openDialog({
    title,
    build: ({ close }) => [
      (Array.isArray(text) ? text : [text]).map((part) => (typeof part === 'string' ? h('p', null, part) : part)),
      dialogActions(
        h('button', { type: 'button', class: 'button', autofocus: true, onclick: () => close(false) }, cancel),
        h(
          'button',
          { type: 'button', class: isDangerous ? 'button danger' : 'button primary', onclick: () => close(true) },
          action,
        ),
      ),
    ],
  });
  return answer === true;
}

/**
 * Asks, and does it while the dialog stays open, so that a refusal is read where the question was.
 * Resolves to what `run` returned, undefined when the person thought better of it.
 */
export function confirmAndRun({ title, content, action, run, isDangerous = false, isWide = false }) {
  return openDialog({
    title,
    isWide,
    build: ({ close }) => {
      const fault = h('p', { class: 'notice notice-bad', role: 'alert', hidden: true });
      const button = h(
        'button',
        { type: 'button', class: isDangerous ? 'button danger' : 'button primary', onclick: start },
        action,
      );
      async function start() {
        button.disabled = true;
        fault.hidden = true;
        try {
          close((await run()) ?? true);
        } catch (problem) {
          fault.textContent = sayProblem(problem);
          fault.hidden = false;
          button.disabled = false;
          button.focus();
        }
      }
      const cancel = h(
        'button',
        { type: 'button', class: 'button', autofocus: true, onclick: () => close() },
        'Cancel',
      );
      return [content, fault, dialogActions(cancel, button)];
    },
  });
}
