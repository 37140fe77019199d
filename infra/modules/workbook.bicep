// The operators' workbook.

@description('Name that people see.')
param displayName string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('The panels, with the ids of what they look at left open.')
var panels = loadTextContent('workbook.json')
@description('The same with the workspace filled in.')
var onWorkspace = replace(panels, '__WORKSPACE__', workspaceId)
@description('The same with Service Bus filled in, too.')
var onServiceBus = replace(onWorkspace, '__SERVICEBUS__', serviceBusId)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'operations')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: displayName
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: replace(onServiceBus, '__COSMOS__', cosmosId)
  }
}
