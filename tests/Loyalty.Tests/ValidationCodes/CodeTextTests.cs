using Loyalty.Ledger.Rules;
using Loyalty.Signing;
using Loyalty.Tests.Support;
using Loyalty.ValidationCodes;

namespace Loyalty.Tests.ValidationCodes;

/// <summary>What a code reads like.</summary>
public sealed class CodeTextTests
{
    private static readonly DataKey Key = DataKey.From(new byte[DataKey.Length]);

    [Fact]
    public void A_text_follows_from_key_account_and_nonce_and_changes_with_each()
    {
        var code = Code("a");
        var text = CodeText.Of(code, Given.Key, Key);

        Assert.Equal(text, CodeText.Of(code, Given.Key, Key));
        using var otherKey = DataKey.Create();
        string[] others =
        [
            CodeText.Of(Code("b"), Given.Key, Key),
            CodeText.Of(code, Given.Key with { OrgId = TextId.From<OrgId>("other") }, Key),
            CodeText.Of(code, Given.Key with { MemberId = TextId.From<MemberId>("bob") }, Key),
            CodeText.Of(code, Given.Key with { ProgramId = TextId.From<ProgramId>("miles") }, Key),
            CodeText.Of(code, Given.Key, otherKey),
        ];
        Assert.Equal(others.Length, others.Append(text).Distinct().Count() - 1);
    }

    [Fact]
    public void Each_character_is_as_likely_as_any_other()
    {
        const int codes = 8000;
        var counts = Enumerable
            .Range(0, codes)
            .SelectMany(number => CodeText.Of(Code($"{number}"), Given.Key, Key))
            .CountBy(character => character)
            .ToDictionary();

        Assert.Equal(32, counts.Count);
        // 1500 are expected of each, with a standard deviation of 38.
        Assert.All(counts.Values, count => Assert.InRange(count, 1300, 1700));
    }

    private static ValidationCode Code(string nonce) =>
        new()
        {
            Nonce = nonce,
            Length = 6,
            ExpiresAt = Given.Noon,
            TriesLeft = 5,
        };
}
