// The story by Kiota's TypeScript client: token, points, poll, balance, reverse, overview.
import {
  AllowedHostsValidator,
  AnonymousAuthenticationProvider,
  BaseBearerTokenAuthenticationProvider,
  type AuthenticationProvider,
} from '@microsoft/kiota-abstractions';
import { DefaultRequestAdapter } from '@microsoft/kiota-bundle';
import { createLoyaltyClient, type LoyaltyClient } from './generated/kiota/loyaltyClient.js';
import { pause, requestIds, setting, tell } from './setting.js';

const [orgId, userId, programId] = [setting('org_id'), setting('user_id'), setting('program_id')];

// The address is the document's own: what was generated from a host calls that host.
const clientBy = (provider: AuthenticationProvider): LoyaltyClient =>
  createLoyaltyClient(new DefaultRequestAdapter(provider));
const must = <T>(value: T | null | undefined): T => {
  if (value === null || value === undefined) throw new Error('An answer lacks a value.');
  return value;
};

async function clientOf(clientId: string, clientSecret: string): Promise<LoyaltyClient> {
  const token = await clientBy(
    new AnonymousAuthenticationProvider(),
  ).realms.partner.protocol.openidConnect.token.post({
    grantType: 'client_credentials',
    clientId,
    clientSecret,
  });
  const hosts = new AllowedHostsValidator();
  return clientBy(
    new BaseBearerTokenAuthenticationProvider({
      getAuthorizationToken: () => Promise.resolve(must(token?.accessToken)),
      getAllowedHostsValidator: () => hosts,
    }),
  );
}

const partner = await clientOf(setting('client_id'), setting('client_secret'));
const owner = await clientOf(setting('owner_id'), setting('owner_secret'));
const balance = async (): Promise<number> =>
  must(
    (
      await partner.latitudePoints.orgs
        .byOrgId(orgId)
        .pointPrograms.byProgramId(programId)
        .balances.byUserId(userId)
        .get()
    )?.balance,
  );

const before = await balance();
let transactionId = '';
for (const requestId of requestIds) {
  const accepted = await partner.points.post({
    userId,
    ruleId: setting('rule_id'),
    amount: 1_000_000_000,
    requestId,
  });
  transactionId = must(accepted?.transactionId).toString();
  for (;;) {
    const state = await partner.points.requests.byRequestId(requestId).get();
    if (state?.status === 'success') break;
    if (state?.status === 'failed') throw new Error(must(state.errorMessage));
    await pause();
  }
}
const after = await balance();
const reversed = await owner.manage.transactions
  .byTransactionId(transactionId)
  .reverse.post({ points: 1, reason: 'One too many' });
const overview = await owner.manage.overview.get({ queryParameters: { programId } });
tell({
  before,
  balance: after,
  reversed: must(reversed?.points),
  outstanding: must(overview?.outstanding?.points),
});
