// Everything the platform needs in one subscription: a resource group and what is in it. Deployed by `azd up`,
// see README.md. No key, secret or connection string with a key exists in any template, parameter or output.
targetScope = 'subscription'

@description('Name of the environment; part of every name.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Region of everything but the additional Cosmos DB region.')
param location string

@description('What the environment is for. Decides the defaults of the parameters below.')
@allowed(['dev', 'prod'])
param stage string = 'dev'

@description('Spreads function app, storage and Cosmos DB over availability zones. The region must have them.')
param zoneRedundant bool = stage == 'prod'

@description('Private endpoints for all that the app calls, one fixed address for its own calls, Service Bus Premium.')
param privateNetwork bool = stage == 'prod'

@description('A second region that Cosmos DB is replicated to and fails over to; empty = none. Not with serverless.')
param secondLocation string = ''

@description('Cosmos DB serverless (pay per request, one region, at most 5 000 RU/s a partition) instead of autoscale.')
param cosmosServerless bool = stage == 'dev'

@description('Autoscale maximum, in RU/s, of each container on the way of a request. Idle costs a tenth.')
@minValue(1000)
param cosmosMaxThroughput int = 4000

@description('Autoscale maximum, in RU/s, that the other containers share: catalog, issues, group redemptions, parked messages.')
@minValue(1000)
param cosmosSharedThroughput int = 1000

@description('Messaging units of Service Bus Premium; only with privateNetwork.')
@allowed([1, 2, 4, 8, 16])
param messagingUnits int = 1

@description('Most instances of the function app.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = stage == 'prod' ? 100 : 40

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that always wait, of each scale group; 0 = scale from nothing, with cold starts.')
@minValue(0)
param alwaysReadyInstances int = stage == 'prod' ? 2 : 0

@description('Public base URL without a slash at its end, if not that of the app. The issuer of tokens.')
param publicUrl string = ''

@description('SHA-256 of the setup token, in hexadecimal; empty = no first owner can be made. Not a secret.')
param setupTokenHash string = ''

@description('How long logs are kept, in days.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = stage == 'prod' ? 90 : 30

@description('Most log data a day, in GB; -1 = no limit. What is over it is lost until the next day.')
param logDailyQuotaGb int = stage == 'prod' ? -1 : 1

@description('Where alerts are mailed to; empty = nobody is told.')
param alertEmail string = ''

@description('Messages that may wait in a queue before there is an alert.')
param queueBacklogAlert int = stage == 'prod' ? 1000 : 100

@description('Budget a month, in the currency of the subscription. Mails at 80 % spent and 100 % forecast; 0 = no budget.')
param monthlyBudget int = stage == 'prod' ? 1500 : 50

@description('First month of the budget. Azure takes no earlier one than the current.')
param budgetFrom string = utcNow('yyyy-MM-01')

@description('What makes names unique that are unique in all of Azure.')
var token = toLower(uniqueString(subscription().id, environmentName, location))
@description('The name of the environment for names that take lower case only.')
var label = toLower(environmentName)
@description('Tags of every resource; azd finds the environment by the first.')
var tags = { 'azd-env-name': environmentName, stage: stage }

@description('Name of the storage account. Known before the deployment, so that what-if can look into what uses it.')
var storageName = 'st${token}'

@description('Name of the Application Insights resource, known before the deployment as well.')
var applicationInsightsName = 'appi-${label}-${token}'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${label}-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${label}-${token}'
    applicationInsightsName: applicationInsightsName
    actionGroupName: 'ag-${label}-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
    alertEmail: alertEmail
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: storageName
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    publicAccess: !privateNetwork
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  scope: group
  params: {
    name: 'sb-${label}-${token}'
    location: location
    tags: tags
    premium: privateNetwork
    messagingUnits: messagingUnits
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  params: {
    name: 'cosmos-${label}-${token}'
    location: location
    tags: tags
    serverless: cosmosServerless
    maxThroughput: cosmosMaxThroughput
    sharedThroughput: cosmosSharedThroughput
    zoneRedundant: zoneRedundant
    secondLocation: secondLocation
    publicAccess: !privateNetwork
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/keyvault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    publicAccess: !privateNetwork
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    name: '${label}-${token}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    storageId: storage.outputs.id
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
    keyVaultId: keyVault.outputs.id
    workspaceId: monitoring.outputs.workspaceId
  }
}

module functionApp 'modules/functionapp.bicep' = {
  scope: group
  params: {
    name: 'func-${label}-${token}'
    planName: 'plan-${label}-${token}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
    alwaysReadyInstances: alwaysReadyInstances
    publicUrl: publicUrl
    setupTokenHash: setupTokenHash
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storageName
    deploymentContainer: storage.outputs.deploymentContainer
    serviceBusHost: serviceBus.outputs.host
    cosmosEndpoint: cosmos.outputs.endpoint
    cosmosDatabase: cosmos.outputs.database
    keyVaultUri: keyVault.outputs.uri
    keyName: keyVault.outputs.keyName
    applicationInsightsName: applicationInsightsName
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    prefix: environmentName
    location: location
    tags: tags
    actionGroupId: monitoring.outputs.actionGroupId
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
    keyVaultId: keyVault.outputs.id
    queueBacklog: queueBacklogAlert
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    displayName: 'Loyalty operations (${environmentName})'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  params: {
    name: 'budget-${environmentName}'
    amount: monthlyBudget
    firstMonth: budgetFrom
    actionGroupId: monitoring.outputs.actionGroupId
  }
}

@description('Resource group of everything.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Base URL of the function app.')
output LOYALTY_URL string = functionApp.outputs.url

@description('Name of the function app.')
output AZURE_FUNCTION_APP_NAME string = functionApp.outputs.name

@description('The one address that callbacks come from; empty without a private network.')
output LOYALTY_OUTBOUND_IP string = privateNetwork ? network!.outputs.outboundIp : ''
