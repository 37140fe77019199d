using System.Text;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Management;
using Loyalty.Management.Groups;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Management;

/// <summary>Groups that are made while the same request, sent twice, makes them.</summary>
public sealed class GroupOrderTests
{
    private readonly InMemoryCatalog store = new();
    private readonly HookedCatalog hooked;
    private readonly GroupRegister register;
    private readonly Caller caller = Caller.Of(
        new Client
        {
            ClientId = Given.ClientId,
            OrgId = Given.Org,
            Name = "Owner",
            Scopes = [Scopes.Manage],
        }
    );

    public GroupOrderTests()
    {
        hooked = new HookedCatalog(store);
        var time = new ManualTimeProvider(Given.Noon);
        var catalog = new CachedCatalog(hooked, Options.Create(new CatalogOptions()), time);
        register = new GroupRegister(hooked, catalog, new Creations(hooked), new AuditRecords(time), time);
    }

    [Theory]
    [InlineData("\"family\"", 0)]
    [InlineData("\"family\"", 1)]
    [InlineData("\"family\"", 2)]
    [InlineData("\"family\"", 3)]
    [InlineData("\"family\"", 4)]
    [InlineData("null", 0)]
    [InlineData("null", 2)]
    public async Task Of_one_request_sent_twice_at_once_both_are_answered_with_the_one_group(string name, int diesAt)
    {
        await store.CreateAsync(
            new Member { OrgId = Given.Org, MemberId = TextId.From<MemberId>("ann") },
            null,
            default
        );
        for (var at = 1; ; at++)
        {
            var key = $"key-{at}";
            var body = $$"""{"externalId":{{name.Replace("family", key)}},"primaryUserId":"ann","members":["ann"]}""";
            Outcome<GroupDocument>? twin = null;
            var overtaken = false;
            hooked.Writes = 0;
            hooked.BeforeWrite = async n =>
            {
                if (n != at)
                    return;
                overtaken = true;
                hooked.Writes = 0;
                hooked.BeforeWrite = n => n == diesAt ? throw new IOException("Died.") : Task.CompletedTask;
                await Record.ExceptionAsync(async () => twin = await PostAsync(key, body));
                hooked.BeforeWrite = null;
            };

            var outcome = await PostAsync(key, body);

            hooked.BeforeWrite = null;
            Assert.True(outcome.Succeeded, $"overtaken before write {at}: {outcome.Problem?.Refusal}");
            Assert.Equal(name == "null" ? null : key, outcome.Item.Value.ExternalId);
            Assert.Equal(outcome.Item.Value.GroupId, (twin ?? outcome).Item?.Value.GroupId);
            if (!overtaken)
                return;
        }
    }

    private Task<Outcome<GroupDocument>> PostAsync(string key, string body) =>
        register.CreateAsync(
            caller,
            new CreationRequest(caller.ClientId, key, "hash"),
            JsonFields.TryParse(Encoding.UTF8.GetBytes(body), out var fields)
                ? fields
                : throw new ArgumentException(body),
            default
        );
}
