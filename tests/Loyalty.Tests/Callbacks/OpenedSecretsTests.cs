using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

public sealed class OpenedSecretsTests
{
    private readonly DataKey key = DataKey.Create();
    private readonly OpenedSecrets opened = new();

    [Fact]
    public void Secrets_are_opened_once_for_a_client()
    {
        var client = ClientWith(StandardWebhook.Create());

        var (first, second) = (Find(client), Find(client));

        Assert.Single(first);
        Assert.Same(first, second);
    }

    [Fact]
    public void A_new_secret_signs_at_once_and_an_old_one_no_longer()
    {
        var (old, fresh) = (StandardWebhook.Create(), StandardWebhook.Create());
        var client = ClientWith(old);
        Find(client);

        var found = Find(client with { SealedCallbackSecret = Seal(fresh) });

        Assert.Equal(fresh.ExportSecret(), Assert.Single(found).ExportSecret());
    }

    [Fact]
    public void Former_secrets_leave_one_by_one_when_their_time_is_over()
    {
        var secrets = Enumerable.Range(0, 3).Select(_ => StandardWebhook.Create()).ToList();
        var client = ClientWith(secrets[0]) with
        {
            FormerCallbackSecrets =
            [
                new(Seal(secrets[1]), Given.Noon.AddHours(2)),
                new(Seal(secrets[2]), Given.Noon.AddHours(1)),
            ],
        };

        foreach (var (hours, left) in new[] { (0, 3), (1, 2), (2, 1) })
            Assert.Equal(
                secrets.Take(left).Select(secret => secret.ExportSecret()),
                Find(client, Given.Noon.AddHours(hours)).Select(secret => secret.ExportSecret())
            );
    }

    [Fact]
    public void What_one_key_has_opened_another_does_not()
    {
        var client = ClientWith(StandardWebhook.Create());
        Find(client);

        Assert.False(opened.TryFind(client, DataKey.Create(), Given.Noon, out _));
        Assert.Single(Find(client));
    }

    private Client ClientWith(StandardWebhook secret) =>
        CallbackSample.Client with
        {
            SealedCallbackSecret = Seal(secret),
        };

    private string Seal(StandardWebhook secret) => CallbackSecret.Seal(secret, CallbackSample.Client.ClientId, key);

    private IReadOnlyList<StandardWebhook> Find(Client client, DateTimeOffset? now = null)
    {
        Assert.True(opened.TryFind(client, key, now ?? Given.Noon, out var secrets));
        return secrets;
    }
}
