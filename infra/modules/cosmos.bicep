// Cosmos DB: the ledger, the claimed request ids, the catalog, rules' budgets, callbacks' deliveries, parked messages,
// the log of requests and what was issued.
// Only the paths that a query filters or sorts by are indexed: each further one makes every write dearer.

@description('Name of the account.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Pay per request instead of autoscale. An account cannot be changed from one to the other.')
param serverless bool

@description('Autoscale maximum, in RU/s, of each container on the way of a request.')
param maxThroughput int

@description('Autoscale maximum, in RU/s, that the other containers share.')
param sharedThroughput int

@description('Spreads the account over availability zones.')
param zoneRedundant bool

@description('A second region; empty = none.')
param secondLocation string

@description('Whether it can be reached from outside of the virtual network.')
param publicAccess bool

@description('The identity of the function app.')
param principalId string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('The one database.')
var databaseName = 'loyalty'

// A partition key is indexed where a query stays in one partition. ttl -1: a document that is to vanish says when; the
// others stay. dedicated: has autoscale of its own, because every request goes through it; the others share that of the
// database.
@description('Names and paths are API: CosmosOptions and the queries in functions/Loyalty.Azure/Cosmos.')
var containers = [
  {
    name: 'ledger'
    indexed: [
      '/pk/?'
      '/position/?'
      '/journal/?'
      '/nextExpiry/?'
      '/untold/?'
      '/holdExpiry/?'
      '/body/programId/?'
      '/body/clientId/?'
      '/body/kind/?'
      '/body/status/?'
      '/body/reference/?'
      '/body/partner/?'
    ]
    ttl: -1, dedicated: true }
  { name: 'requests', indexed: [], ttl: 0, dedicated: true }
  { name: 'deliveries', indexed: ['/position/?'], ttl: 0, dedicated: true }
  { name: 'budgets', indexed: ['/pk/?', '/position/?'], ttl: 0, dedicated: true }
  { name: 'catalog', indexed: ['/pk/?', '/position/?', '/audit/?', '/terms/[]/?'], ttl: 0, dedicated: false }
  { name: 'parked', indexed: ['/pk/?', '/position/?', '/owner/?'], ttl: 0, dedicated: false }
  { name: 'requestlog', indexed: ['/position/?', '/journal/?', '/terms/[]/?'], ttl: -1, dedicated: true }
  { name: 'issues', indexed: ['/position/?', '/programPosition/?', '/pending/?', '/due/?'], ttl: 0, dedicated: false }
  { name: 'groupredemptions', indexed: ['/due/?'], ttl: 0, dedicated: false }
]

@description('Where the account is written.')
var firstRegion = [{ locationName: location, failoverPriority: 0, isZoneRedundant: zoneRedundant }]
@description('Where it is copied to, if anywhere.')
var secondRegion = [{ locationName: secondLocation, failoverPriority: 1, isZoneRedundant: zoneRedundant }]

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    // Session: an instance reads its own writes. What another wrote is met by the ETag of every write.
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    locations: empty(secondLocation) ? firstRegion : concat(firstRegion, secondRegion)
    enableAutomaticFailover: !empty(secondLocation)
    // One region writes. With two, both could post to one account, and the later would win.
    enableMultipleWriteLocations: false
    capabilities: serverless ? [{ name: 'EnableServerless' }] : []
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: { tier: serverless ? 'Continuous7Days' : 'Continuous30Days' }
    }
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2025-04-15' = {
  parent: account
  name: databaseName
  tags: tags
  properties: {
    resource: { id: databaseName }
    options: serverless ? {} : { autoscaleSettings: { maxThroughput: sharedThroughput } }
  }
}

resource sqlContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2025-04-15' = [
  for container in containers: {
    parent: database
    name: container.name
    tags: tags
    properties: {
      resource: {
        id: container.name
        partitionKey: { kind: 'Hash', version: 2, paths: ['/pk'] }
        defaultTtl: container.ttl == 0 ? null : container.ttl
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(container.indexed, path => { path: path })
          excludedPaths: [{ path: '/*' }]
        }
      }
      options: serverless || !container.dedicated ? {} : { autoscaleSettings: { maxThroughput: maxThroughput } }
    }
  }
]

// Cosmos DB Built-in Data Contributor, in this database alone. Cosmos DB keeps its own list of data roles.
resource dataContributor 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2025-04-15' = {
  parent: account
  name: guid(database.id, 'data-contributor')
  properties: {
    principalId: principalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: '${account.id}/dbs/${database.name}'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // DataPlaneRequests is left out: a line for each request would cost more than the request.
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'PartitionKeyRUConsumption', enabled: true }
    ]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id.')
output id string = account.id

@description('Endpoint of the account.')
output endpoint string = account.properties.documentEndpoint

@description('Name of the database.')
output database string = database.name
