using Loyalty.Contracts;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteHoldTests() : HoldContract(new SqliteStores());

public sealed class SqliteValidationCodeTests() : ValidationCodeContract(new SqliteStores());

public sealed class SqliteGroupRedemptionTests() : GroupRedemptionContract(new SqliteStores());

public sealed class SqliteGroupReversalTests() : GroupReversalContract(new SqliteStores());
