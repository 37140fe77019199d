// Input that is not saved yet is never thrown away silently.

import { confirm } from './dialog.js';

let form = null;

/** The form whose input counts from now on: `{isDirty()}`; null for none. */
export function guard(which) {
  form = which;
}

/** True when nothing would be lost, else the promise of the person's answer. */
export function confirmLeaving() {
  if (!form?.isDirty() || !form.isShown()) {
    form = null;
    return true;
  }
  return confirm({
    title: 'Leave without saving?',
    text: 'What you have entered on this page would be lost.',
    action: 'Leave',
    cancel: 'Stay',
    isDangerous: true,
  }).then((leaves) => {
    if (leaves) form = null;
    return leaves;
  });
}

addEventListener('beforeunload', (event) => {
  if (form?.isDirty() && form.isShown()) event.preventDefault();
});
