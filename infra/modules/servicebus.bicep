// The two queues of a request's way.

@description('Name of the namespace.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Premium: needed by private endpoints. It cannot be changed from Standard in place.')
param premium bool

@description('Messaging units of Premium.')
param messagingUnits int

@description('The identity of the function app.')
param principalId string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Names are API: QueueNames in functions/Loyalty/Messaging.')
var queueNames = ['points', 'callbacks']

@description('What the function app may do with a queue.')
var roles = {
  // Azure Service Bus Data Sender
  sender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  // Azure Service Bus Data Receiver
  receiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: premium ? 'Premium' : 'Standard'
    tier: premium ? 'Premium' : 'Standard'
    capacity: premium ? messagingUnits : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: premium ? 'Disabled' : 'Enabled'
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queueName in queueNames: {
    parent: namespace
    name: queueName
    properties: {
      // Ids are those of entries and of attempts. The ledger applies a message once anyway; this only spares it the
      // work when a caller repeats a request at once. Kept short: a message sent again by a person must get through.
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      maxDeliveryCount: 10
      deadLetteringOnMessageExpiration: true
      // Longer than the whole retry schedule of callbacks; what is older is dead-lettered, not lost.
      defaultMessageTimeToLive: 'P14D'
      // A batch of a hundred messages is applied in well under a second; the host renews the lock of longer ones.
      lockDuration: 'PT1M'
      enableBatchedOperations: true
      maxSizeInMegabytes: 5120
      requiresSession: false
    }
  }
]

// The function app sends to and receives from both queues, and may do nothing else in the namespace.
resource senders 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, i) in queueNames: {
    name: guid(queues[i].id, roles.sender)
    scope: queues[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.sender)
    }
  }
]

resource receivers 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queueName, i) in queueNames: {
    name: guid(queues[i].id, roles.receiver)
    scope: queues[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.receiver)
    }
  }
]

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

@description('Resource id.')
output id string = namespace.id

@description('Fully qualified name of the namespace.')
output host string = '${namespace.name}.servicebus.windows.net'
