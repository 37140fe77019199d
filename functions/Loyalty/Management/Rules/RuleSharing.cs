using Loyalty.Catalog;
using Loyalty.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Rules;

/// <summary>Puts together what a partner's developers need to know of a rule (seed 001).</summary>
public sealed class RuleSharing(RuleRegister rules, IOptions<SharingOptions> options, IHostEnvironment host)
{
    private const string NewLine = "\r\n";

    /// <summary>The facts and the message; null = no such rule.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="ruleId">The rule.</param>
    /// <param name="origin">Where the request came to, for example <c>https://loyalty.example</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ShareDocument?> ShareAsync(
        Caller caller,
        string ruleId,
        string origin,
        CancellationToken cancellationToken
    )
    {
        if (await rules.ReadAsync(caller, ruleId, cancellationToken) is not { Value: var rule })
            return null;
        var settings = options.Value;
        var baseUrl = settings.BaseUrlOf(origin);
        var share = new ShareDocument
        {
            RuleName = rule.Name,
            RuleId = rule.RuleId,
            RuleType = rule.Type == RuleType.Earn ? "Earn Points" : "Redeem Points",
            Environment = settings.EnvironmentOf(host),
            UrlEndpoint = $"{baseUrl}/points",
            IntegrationGuide = settings.IntegrationGuide is { Length: > 0 } guide ? guide : $"{baseUrl}/docs",
            Mailto = "",
        };
        return share with { Mailto = MailtoOf(share, rule.OrgId) };
    }

    // RFC 6068 §5: lines end in %0D%0A, and a space is %20, because "+" would stand for itself.
    private static string MailtoOf(ShareDocument share, OrgId org)
    {
        var body = string.Join(
            NewLine,
            "Here is what you need to trigger our rule by the API:",
            "",
            $"Rule Name: {share.RuleName}",
            $"Rule ID: {share.RuleId}",
            $"Rule Type: {share.RuleType}",
            $"Organisation ID: {org}",
            $"Environment: {share.Environment}",
            $"URL Endpoint: {share.UrlEndpoint}",
            $"API Integration Guide: {share.IntegrationGuide}",
            "",
            "For security reasons, the client ID and the client secret are sent separately.",
            ""
        );
        var subject = $"Rule ID for {share.RuleName} ({share.Environment})";
        return $"mailto:?subject={Uri.EscapeDataString(subject)}&body={Uri.EscapeDataString(body)}";
    }
}
