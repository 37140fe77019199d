namespace Loyalty.RequestLog;

/// <summary>For how many days an organisation's requests are kept.</summary>
public delegate ValueTask<int> RetentionOf(OrgId org, CancellationToken cancellationToken);
