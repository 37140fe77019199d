// All pages of the console by their address.

import { ruleList } from './rules.js';
import { ruleDetail } from './rule.js';
import { ruleForm } from './rule-form.js';
import { may } from '../session.js';
import { overview } from './overview.js';
import { clientList } from './clients.js';
import { clientDetail } from './client.js';
import { clientForm } from './client-form.js';
import { programList } from './programs/programs.js';
import { programForm } from './programs/program-form.js';
import { organisationForm } from './organisation.js';
import { memberList } from './members.js';
import { memberDetail } from './member.js';
import { memberForm } from './member-form.js';
import { groupList } from './groups.js';
import { groupForm } from './group-form.js';
import { transactionList } from './transactions.js';
import { transactionDetail } from './transaction.js';
import { requestList } from './requests.js';
import { deliveryList } from './deliveries.js';
import { deliveryDetail } from './delivery.js';
import { parkedList } from './parked.js';
import { outbox } from './outbox.js';
import { auditList } from './audit.js';

/** `[pattern, page]`, the first that matches; `me` is who is signed in. */
export const routes = (me) => [
  ['/', may.read() ? overview(me) : ruleList],
  ['/rules', ruleList],
  ['/rules/new', ruleForm(me)],
  ['/rules/:ruleId', ruleDetail],
  ['/rules/:ruleId/edit', ruleForm(me)],
  ['/clients', clientList],
  ['/clients/new', clientForm],
  ['/clients/:clientId', clientDetail(me)],
  ['/clients/:clientId/edit', clientForm],
  ['/organisation', organisationForm],
  ['/programs', programList],
  ['/programs/new', programForm],
  ['/programs/:programId', programForm],
  ['/members', memberList],
  ['/members/new', memberForm],
  ['/members/:userId', memberDetail(me)],
  ['/members/:userId/edit', memberForm],
  ['/groups', groupList],
  ['/groups/new', groupForm],
  ['/groups/:groupId', groupForm],
  ['/transactions', transactionList],
  ['/transactions/:transactionId', transactionDetail],
  ['/requests', requestList],
  ['/deliveries', deliveryList],
  ['/deliveries/:deliveryId', deliveryDetail],
  ['/parked', parkedList],
  ['/outbox', outbox],
  ['/audit', auditList],
];
