using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Management.Members;

namespace Loyalty.Management.Organisations;

/// <summary>Reads what an organisation may say of itself; what is absent is as in a new one.</summary>
internal static class OrganisationDraft
{
    private const int MaxRequestLogDays = 1000;

    /// <summary>The organisation with everything that it may say replaced; what is wrong is in the fields' errors, and
    /// the organisation then means nothing.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="onto">The organisation as it is.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="allowLoopbackAndHttp"><see cref="CallbackOptions.AllowLoopbackAndHttp"/>.</param>
    public static Organisation Read(
        JsonFields fields,
        Organisation onto,
        ManagementOptions limits,
        bool allowLoopbackAndHttp
    ) =>
        onto with
        {
            Name = fields.Line("name", required: true, limits.MaxNameLength) ?? "",
            DefaultRegion = ReadRegion(fields),
            Currencies = ReadCurrencies(fields, limits),
            RequestLogDays = (int?)fields.OptionalWhole("requestLogDays", 1, MaxRequestLogDays),
            Notifications = ReadGateway(fields.Nested("notifications", required: false), allowLoopbackAndHttp),
        };

    private static string? ReadRegion(JsonFields fields)
    {
        var region = fields.Text("defaultRegion", required: false);
        if (region is not null && !MobileNumber.IsRegion(region))
            fields.Fail(
                "defaultRegion",
                "format",
                "Must be the two capital letters of a country (ISO 3166-1), such as DE."
            );
        return region;
    }

    private static List<string> ReadCurrencies(JsonFields fields, ManagementOptions limits) =>
        [
            .. fields
                .List(
                    "currencies",
                    required: false,
                    0,
                    limits.MaxCurrencies,
                    static (items, i) => CurrencyCode.Read(items, i, required: true) ?? ""
                )
                .Distinct(),
        ];

    private static MessagingGateway? ReadGateway(JsonFields? fields, bool allowLoopbackAndHttp)
    {
        if (fields?.Text("url", required: true) is not { } url)
            return null;
        if (CallbackUrl.FaultOf(url, [], allowLoopbackAndHttp) is { } fault)
            fields.Fail("url", "not_allowed", fault);
        return new MessagingGateway(url);
    }
}
