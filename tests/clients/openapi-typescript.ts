// The story by openapi-typescript's types and openapi-fetch: token, points, poll, balance, reverse, overview.
import createClient from 'openapi-fetch';
import type { components, paths } from './generated/schema.js';
import { pause, requestIds, setting, tell } from './setting.js';

const baseUrl = setting('host');
const [orgId, userId, programId] = [setting('org_id'), setting('user_id'), setting('program_id')];

async function clientOf(id: string, secret: string) {
  const { data, error } = await createClient<paths>({ baseUrl }).POST(
    '/realms/partner/protocol/openid-connect/token',
    {
      body: { grant_type: 'client_credentials', client_id: id, client_secret: secret },
      bodySerializer: (body) => new URLSearchParams(body as Record<string, string>).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    },
  );
  if (!data) throw new Error(JSON.stringify(error));
  return createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${data.access_token}` } });
}

// What a callback brings has a type as well.
const pointOf = (outcome: components['schemas']['Outcome']): number => outcome.point ?? 0;

const partner = await clientOf(setting('client_id'), setting('client_secret'));
const owner = await clientOf(setting('owner_id'), setting('owner_secret'));
const must = <T>({ data, error }: { data?: T | undefined; error?: unknown }): T => {
  if (data === undefined) throw new Error(JSON.stringify(error));
  return data;
};
const balance = async (): Promise<number> =>
  must(
    await partner.GET('/latitude-points/orgs/{orgId}/point-programs/{programId}/balances/{userId}', {
      params: { path: { orgId, programId, userId } },
    }),
  ).balance;

const before = await balance();
let transactionId = '';
for (const requestId of requestIds) {
  const body = { userId, ruleId: setting('rule_id'), amount: 1_000_000_000, requestId };
  transactionId = must(await partner.POST('/points', { body })).transactionId;
  for (;;) {
    const state = must(
      await partner.GET('/points/requests/{requestId}', { params: { path: { requestId } } }),
    );
    if (state.status === 'success') break;
    if (state.status === 'failed') throw new Error(state.errorMessage);
    await pause();
  }
}
const after = await balance();
const reversed = must(
  await owner.POST('/manage/transactions/{transactionId}/reverse', {
    params: { path: { transactionId } },
    body: { points: pointOf({ point: 1 } as components['schemas']['Outcome']), reason: 'One too many' },
  }),
);
const overview = must(await owner.GET('/manage/overview', { params: { query: { programId } } }));
tell({ before, balance: after, reversed: reversed.points, outstanding: overview.outstanding.points });
