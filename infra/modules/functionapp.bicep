// The function app, on Flex Consumption.

@description('Name of the function app.')
param name string

@description('Name of its plan.')
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Spreads instances over availability zones.')
param zoneRedundant bool

@description('Most instances.')
param maximumInstanceCount int

@description('Memory of one instance, in MB.')
param instanceMemoryMB int

@description('Instances that always wait, of each scale group.')
param alwaysReadyInstances int

@description('Public base URL, if not that of the app.')
param publicUrl string

@description('SHA-256 of the setup token; empty = no setup.')
param setupTokenHash string

@description('The subnet it calls out from; empty = none.')
param subnetId string

@description('Resource id of its identity.')
param identityId string

@description('Client id of its identity.')
param identityClientId string

@description('Name of the storage account of the host.')
param storageName string

@description('Container of deployment packages.')
param deploymentContainer string

@description('Fully qualified name of the Service Bus namespace.')
param serviceBusHost string

@description('Endpoint of the Cosmos DB account.')
param cosmosEndpoint string

@description('Name of the Cosmos DB database.')
param cosmosDatabase string

@description('URI of the key vault.')
param keyVaultUri string

@description('Name of the wrapping key.')
param keyName string

@description('Name of the Application Insights resource.')
param applicationInsightsName string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('HTTP functions scale together, each queue function on its own. Those of dead letters may start from nothing.')
var scaleGroups = ['http', 'function:ApplyPoints', 'function:DeliverCallback']

@description('Where callers reach the app.')
var baseUrl = empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // azd finds the app to deploy `services.api` of azure.yaml to by this tag.
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      minTlsVersion: '1.2'
      http20Enabled: true
      ftpsState: 'Disabled'
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: [
          for group in (alwaysReadyInstances > 0 ? scaleGroups : []): {
            name: group
            instanceCount: alwaysReadyInstances
          }
        ]
        triggers: { http: { perInstanceConcurrency: 100 } }
      }
    }
  }

  // Deployments come with an identity, never with the publishing password.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // No setting holds a key. The telemetry connection string only says where to send; sending needs the identity.
  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identityClientId
      AzureWebJobsStorage__blobServiceUri: storage.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: storage.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: storage.properties.primaryEndpoints.table
      AzureWebJobsDisableHomepage: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
      AZURE_CLIENT_ID: identityClientId
      ServiceBus__fullyQualifiedNamespace: serviceBusHost
      ServiceBus__credential: 'managedidentity'
      ServiceBus__clientId: identityClientId
      Cosmos__accountEndpoint: cosmosEndpoint
      Cosmos__database: cosmosDatabase
      Cosmos__credential: 'managedidentity'
      Cosmos__clientId: identityClientId
      KeyVault__vaultUri: keyVaultUri
      KeyVault__keyName: keyName
      KeyVault__clientId: identityClientId
      Identity__Issuer: '${baseUrl}/realms/partner'
      // What the front end adds: who called it.
      Limits__AddressHeader: 'X-Forwarded-For'
      Setup__TokenHash: setupTokenHash
      Sharing__PublicBaseUrl: baseUrl
      // A tenth of all traces; metrics count every request.
      Telemetry__TraceRatio: '0.1'
      // The exporter counts its own work for Microsoft, for our resource, and with each batch of spans: nobody reads it.
      APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true'
      APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true'
      OTEL_DOTNET_AZURE_MONITOR_ENABLE_RESOURCE_METRICS: 'false'
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    // What the host says before the app can speak for itself, for instance that it does not start.
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Name of the function app.')
output name string = app.name

@description('Base URL.')
output url string = baseUrl
