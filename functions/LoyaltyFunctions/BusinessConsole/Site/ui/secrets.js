// Secrets are shown once, and not gone before the person says that they are kept elsewhere.

import { h } from './dom.js';
import { dialogActions, openDialog } from './dialog.js';
import { copyable, facts, notice } from './parts.js';

/** `secrets` are `[[name, value], …]`; those without a value are left out. */
export function showSecrets(title, secrets) {
  return openDialog({
    title,
    isFirm: true,
    build: ({ close }) => [
      notice('warn', h('p', null, 'This is the only time that it is shown. Copy it to a safe place now.')),
      facts(secrets.filter(([, value]) => value).map(([name, value]) => [name, copyable(value, name)])),
      dialogActions(
        h(
          'button',
          { type: 'button', class: 'button primary', onclick: () => close() },
          secrets.length > 1 ? 'I have stored them' : 'I have stored it',
        ),
      ),
    ],
  });
}
