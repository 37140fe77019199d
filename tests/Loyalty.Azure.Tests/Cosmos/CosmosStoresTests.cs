using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts;

namespace Loyalty.Azure.Tests.Cosmos;

public sealed class CosmosHoldTests() : HoldContract(new CosmosStores());

public sealed class CosmosValidationCodeTests() : ValidationCodeContract(new CosmosStores());

public sealed class CosmosGroupRedemptionTests() : GroupRedemptionContract(new CosmosStores());

public sealed class CosmosGroupReversalTests() : GroupReversalContract(new CosmosStores());
