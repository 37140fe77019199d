using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.PointsRequests;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.PointsRequests;

/// <summary>What admission answers, claims and queues. The order of the answer table is proved over HTTP.</summary>
public sealed class PointsAdmissionTests
{
    private static readonly EntryId Id = EntryId.For(Given.ClientId, TextId.From<RequestId>("order-1"));
    private readonly PointsScene scene = new();

    [Fact]
    public async Task What_is_accepted_is_claimed_and_queued_with_all_that_decides_it()
    {
        scene.Catalog.Put(PointsScene.Earn with { Version = 3 });
        using var counted = new Measurements("loyalty.admissions");

        var outcome = await scene.AdmitAsync();

        var request = TextId.From<RequestId>("order-1");
        Assert.Equal(new AdmissionOutcome.Accepted(request, Id, Replayed: false), outcome);
        var expected = new PointsMessage
        {
            TransactionId = Id,
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            ProgramId = Given.ProgramId,
            RuleId = PointsScene.Earn.RuleId,
            RuleVersion = 3,
            ClientId = Given.ClientId,
            RequestId = request,
            Amount = new Points(10),
            CallbackUrl = PointsScene.CallbackUrl,
            // Of "ann\nearn\n10\nhttps://partner.example/cb", by sha256sum and basenc --base64url.
            ContentHash = "LAk0_k83q3vNshrFEX0RPtCnN8m5mi_nRnPecEONuEI",
            AcceptedAt = Given.Noon,
        };
        Assert.Equal(expected, PointsMessage.Read(Assert.Single(scene.Queued)));
        Assert.Equal(Id.ToString(), Assert.Single(scene.Queue.Sent).MessageId);
        Assert.Equal(expected, await scene.Registry.FindAsync(Given.ClientId, request, default));
        Assert.Equal(
            (Given.MemberId, request, PointsScene.Earn.RuleId, Given.ProgramId, Id),
            (
                scene.Subject.MemberId,
                scene.Subject.RequestId,
                scene.Subject.RuleId,
                scene.Subject.ProgramId,
                scene.Subject.TransactionId
            )
        );
        Assert.Equal([$"Debug Accepted: Accepted {Id} from shop, replayed: False."], scene.Logged.Lines);
        Assert.Equal(["loyalty.admissions 1 accepted"], counted.All);
    }

    public static TheoryData<Refusal, string> Refusals() =>
        new()
        {
            { Refusal.RuleNotFound, PointsScene.Body(rule: "none") },
            { Refusal.MemberUnknown, PointsScene.Body(user: "nobody") },
            { Refusal.InsufficientBalance, PointsScene.Body("redeem", 101) },
            { Refusal.RedemptionNotAllowed, PointsScene.Body("redeem", 19) },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_is_refused_is_logged_and_counted_and_claims_nothing(Refusal refusal, string body)
    {
        scene.Catalog.Put(Given.Program() with { Redemption = new RedemptionPolicy { Minimum = new(20) } });
        await scene.EarnAsync(100);
        var before = scene.Logged.Lines.Count;
        using var counted = new Measurements("loyalty.admissions");

        Assert.Equal(refusal, (await scene.RefusedAsync(body)).Refusal);

        Assert.Null(await scene.Registry.FindAsync(Given.ClientId, TextId.From<RequestId>("order-1"), default));
        Assert.Single(scene.Queued);
        Assert.Equal(
            [$"Information Refused: Refused a points request from shop: {refusal}."],
            scene.Logged.Lines.Skip(before)
        );
        Assert.Equal([$"loyalty.admissions 1 {refusal.Form().Code}"], counted.All);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task The_whole_balance_can_be_redeemed_and_no_more(long amount, bool accepted)
    {
        await scene.EarnAsync(100);
        var outcome = await scene.AdmitAsync(PointsScene.Body("redeem", amount));
        Assert.Equal(accepted, outcome is AdmissionOutcome.Accepted);
    }

    [Fact]
    public async Task A_redemption_that_the_program_does_not_allow_is_told_why()
    {
        scene.Catalog.Put(Given.Program() with { Redemption = new RedemptionPolicy { Minimum = new(20) } });
        Assert.Equal(
            (Refusal.RedemptionNotAllowed, "Must be at least 20 points."),
            await RefusedAsync(PointsScene.Body("redeem", 19))
        );
    }

    [Theory]
    [InlineData(0, 1, true)] // From the first instant
    [InlineData(1, 2, false)]
    [InlineData(-1, 0, false)] // to the last but not on it.
    [InlineData(-1, 1, true)]
    public async Task A_rule_admits_from_its_start_to_its_end(int startsIn, int endsIn, bool accepted)
    {
        scene.Catalog.Put(
            PointsScene.Earn with
            {
                StartsAt = Given.Noon.AddTicks(startsIn),
                EndsAt = Given.Noon.AddTicks(endsIn),
            }
        );
        var outcome = await scene.AdmitAsync();
        if (accepted)
            Assert.IsType<AdmissionOutcome.Accepted>(outcome);
        else
            Assert.Equal(Refusal.RuleOutsideDates, Assert.IsType<AdmissionOutcome.Refused>(outcome).Problem.Refusal);
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Inactive)]
    [InlineData(RuleStatus.Archived)]
    public async Task A_rule_that_is_not_active_admits_nothing(RuleStatus status)
    {
        scene.Catalog.Put(PointsScene.Earn with { Status = status });
        Assert.Equal(Refusal.RuleNotActive, (await scene.RefusedAsync()).Refusal);
    }

    [Theory]
    [InlineData(MemberStatus.Blocked, Refusal.MemberBlocked)]
    [InlineData(MemberStatus.Closed, Refusal.MemberClosed)]
    public async Task A_member_that_is_not_active_gets_nothing(MemberStatus status, Refusal refusal)
    {
        scene.Catalog.Put(PointsScene.Member with { Status = status });
        Assert.Equal(refusal, (await scene.RefusedAsync()).Refusal);
    }

    [Fact]
    public async Task A_client_needs_a_scope_and_then_that_of_the_rule()
    {
        var without = await scene.RefusedAsync(client: PointsScene.Client with { Scopes = [Scopes.Manage] });
        var other = await scene.RefusedAsync(
            PointsScene.Body("redeem"),
            PointsScene.Client with
            {
                Scopes = [Scopes.PointsEarn],
            }
        );
        var fits = await scene.AdmitAsync(client: PointsScene.Client with { Scopes = [Scopes.PointsEarn] });

        Assert.Equal((Refusal.InsufficientScope, 401), (without.Refusal, without.Status));
        Assert.Equal(BearerChallenge.InsufficientScope("points.earn", "points.redeem"), without.Challenge);
        Assert.Equal((Refusal.InsufficientScope, 401), (other.Refusal, other.Status));
        Assert.Equal(BearerChallenge.InsufficientScope("points.redeem"), other.Challenge);
        Assert.IsType<AdmissionOutcome.Accepted>(fits);
    }

    [Fact]
    public async Task A_client_that_only_redeems_does_not_earn()
    {
        var client = PointsScene.Client with { Scopes = [Scopes.PointsRedeem] };
        await scene.EarnAsync(100);

        Assert.IsType<AdmissionOutcome.Accepted>(await scene.AdmitAsync(PointsScene.Body("redeem"), client));
        var refused = await scene.RefusedAsync(PointsScene.Body(request: "order-2"), client);
        Assert.Equal(BearerChallenge.InsufficientScope("points.earn"), refused.Challenge);
    }

    [Fact]
    public async Task A_client_has_to_be_enabled_and_named_by_the_rule()
    {
        var disabled = await scene.RefusedAsync(client: PointsScene.Client with { Disabled = true });
        scene.Catalog.Put(PointsScene.Earn with { ClientIds = [TextId.From<ClientId>("other")] });
        var stranger = await scene.RefusedAsync();

        Assert.Equal((Refusal.ClientDisabled, Refusal.ClientNotAuthorised), (disabled.Refusal, stranger.Refusal));
    }

    [Fact]
    public async Task A_signature_is_asked_for_where_the_client_has_to_sign_and_must_be_good_where_there_is_one()
    {
        const string challenge = "Signature realm=\"partner\",headers=\"(created) digest (request-target)\"";
        var unsigned = await scene.RefusedAsync(
            client: PointsScene.Client with
            {
                Signature = SignaturePolicy.Required,
            }
        );
        var bad = await scene.RefusedAsync(signedBy: Key("none"));

        Assert.Equal((Refusal.SignatureRequired, challenge), (unsigned.Refusal, unsigned.Challenge));
        Assert.Equal((Refusal.SignatureInvalid, challenge), (bad.Refusal, bad.Challenge));
        Assert.False(string.IsNullOrEmpty(bad.Detail));
    }

    [Fact]
    public async Task A_signature_counts_by_the_client_s_own_key_of_its_name()
    {
        var (old, young) = (Key("old"), Key("young"));
        var client = PointsScene.Client with
        {
            Signature = SignaturePolicy.Required,
            Keys = [Stored(old), Stored(young)],
        };

        Assert.IsType<AdmissionOutcome.Accepted>(await scene.AdmitAsync(client: client, signedBy: young));
        Assert.IsType<AdmissionOutcome.Accepted>(await scene.AdmitAsync(client: client, signedBy: old));
        var stranger = await scene.RefusedAsync(client: client, signedBy: Key("young"));
        Assert.Equal(Refusal.SignatureInvalid, stranger.Refusal);
    }

    [Fact]
    public async Task A_stored_key_that_cannot_be_read_is_a_fault_and_no_refusal()
    {
        var broken = new ClientKey { KeyId = "young", PublicKeyPem = "broken" };
        var client = PointsScene.Client with { Keys = [broken] };
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            scene.AdmitAsync(client: client, signedBy: Key("young"))
        );
        Assert.StartsWith("The stored client key young cannot be read: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_cannot_be_read_is_told_so()
    {
        var notJson = new Problem { Refusal = Refusal.UnsupportedMediaType };
        Assert.Same(notJson, await scene.RefusedAsync(notJson: notJson));
        Assert.Equal((Refusal.InvalidRequest, "The body is not a JSON object."), await RefusedAsync("[]"));

        var fields = await scene.RefusedAsync(PointsScene.Body(amount: 0));
        Assert.Equal((Refusal.InvalidRequest, null), (fields.Refusal, fields.Detail));
        Assert.Equal("amount", Assert.Single(fields.Errors).Field);
    }

    [Fact]
    public async Task A_rule_without_its_program_is_a_fault_and_no_refusal()
    {
        scene.Catalog.Put(PointsScene.Earn with { ProgramId = TextId.From<ProgramId>("none") });
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => scene.AdmitAsync());
        Assert.Equal("Rule earn names a program that does not exist.", fault.Message);
    }

    private static SigningKey Key(string name) => SigningKey.Create(KeyAlgorithm.EcdsaSha256, name, Given.Noon);

    private static ClientKey Stored(SigningKey key) =>
        new() { KeyId = key.KeyId, PublicKeyPem = key.PublicKey.ToPem() };

    private async Task<(Refusal Refusal, string? Detail)> RefusedAsync(string body)
    {
        var problem = await scene.RefusedAsync(body);
        return (problem.Refusal, problem.Detail);
    }
}
