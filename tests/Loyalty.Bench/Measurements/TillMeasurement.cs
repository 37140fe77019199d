using System.Net;
using System.Text.Json.Nodes;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// How fast points are redeemed at tills, with a code that is sent for each redemption, against redemptions by signed
/// requests that are applied. Between the two steps of a till the codes are read from the outbox, which is not measured.
/// </summary>
internal sealed class TillMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 8000;
    private const int PointsEach = 5;

    /// <summary>Members at the tills in one round: each takes its turn before it would be sent too many codes.</summary>
    private const int Batch = 2000;
    private const int PageSize = 200;
    private readonly HttpLoad issuing = new(time, HttpStatusCode.OK, "Validation Code Issued");
    private readonly HttpLoad redeeming = new(time, HttpStatusCode.OK, "Points Redeemed");
    private Platform? platform;
    private SignedPoints? points;
    private UnsignedClient? tills;
    private int served;

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "till",
            "GET validationcode and POST redeem with the code, posted",
            "signed POST /points that redeems, applied",
            "redemptions/s",
            Goal.AtLeast(0.25)
        );

    /// <inheritdoc/>
    public Latency? Latency { get; private set; }

    /// <inheritdoc/>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        await platform.StartAsync(cancellationToken);
        points = new SignedPoints(platform, MemberCount, options.Connections, time);
        await DemandCodesAsync(platform, cancellationToken);
        await points.AwardAsync(PointsEach, cancellationToken);
        tills = await UnsignedClient.OfTillsAsync(platform, cancellationToken);
        await WarmUp.UntilSteadyAsync(() => MeasureSubjectAsync(cancellationToken));
        await MeasureBaselineAsync(cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task<double> MeasureSubjectAsync(CancellationToken cancellationToken)
    {
        if (platform is null || tills is null)
            throw new InvalidOperationException("Not prepared.");
        var token = await tills.TokenAsync(cancellationToken);
        var first = served;
        served = (served + Batch) % MemberCount;
        var members = Enumerable.Range(first, Batch).Select(number => $"{Platform.MemberPrefix}{number}").ToList();
        var issued = await issuing.AcceptedPerSecondAsync(
            platform.Url,
            members.ConvertAll(member =>
                tills.Request(token, $"GET /v1.1/points/validationcode?user_id={member}&points=1")
            ),
            options.Connections,
            cancellationToken
        );
        var codes = await CodesAsync(cancellationToken);
        var redeemed = await redeeming.AcceptedPerSecondAsync(
            platform.Url,
            members.ConvertAll(member => tills.Request(token, "POST /v1.1/points/redeem", Body(member, codes[member]))),
            options.Connections,
            cancellationToken
        );
        Latency = redeeming.Latency;
        return 1 / (1 / issued + 1 / redeemed);
    }

    /// <inheritdoc/>
    public async Task<double> MeasureBaselineAsync(CancellationToken cancellationToken)
    {
        if (points is null)
            throw new InvalidOperationException("Not prepared.");
        var rate = await points.RedeemedPerSecondAsync(Batch, cancellationToken);
        Latency = points.Latency;
        return rate;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        points?.Dispose();
        if (platform is not null)
            await platform.DisposeAsync();
    }

    private static async Task DemandCodesAsync(Platform platform, CancellationToken cancellationToken)
    {
        const string path = "/manage/programs/points";
        var program = await platform.ManageAsync(HttpMethod.Get, path, null, cancellationToken);
        var changed = JsonObject.Create(program) ?? throw new InvalidOperationException("A program is no object.");
        changed["redemption"] = new JsonObject { ["validation"] = "otp" };
        await platform.ManageAsync(HttpMethod.Put, path, changed.ToJsonString(), cancellationToken);
    }

    /// <summary>What each member was sent last.</summary>
    private async Task<Dictionary<string, string>> CodesAsync(CancellationToken cancellationToken)
    {
        var codes = new Dictionary<string, string>(Batch);
        var cursor = "";
        while (codes.Count < Batch)
        {
            var page = await platform!.ManageAsync(
                HttpMethod.Get,
                $"/manage/outbox?limit={PageSize}{cursor}",
                null,
                cancellationToken
            );
            foreach (var item in page.GetProperty("items").EnumerateArray())
                codes.TryAdd(
                    item.GetProperty("userId").GetString() ?? "",
                    (item.GetProperty("text").GetString() ?? "").Split(' ')[0]
                );
            cursor = $"&cursor={Uri.EscapeDataString(page.GetProperty("nextCursor").GetString() ?? "")}";
        }

        return codes;
    }

    private static string Body(string member, string code) =>
        $$$"""{"root":{"redeem":[{"points_redeemed":1,"validation_code":"{{{code}}}","customer":{"user_id":"{{{member}}}"}}]}}""";
}
