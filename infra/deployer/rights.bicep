// What the deploying identity may do in the resource group of its environment: everything but give rights, except the
// roles that the templates assign, and those to identities of services only.

@description('The deploying identity.')
param principalId string

@description('The roles that the modules assign, no other.')
var assignable = [
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
  '3913510d-42f4-4e42-8a64-420c390055eb' // Monitoring Metrics Publisher
  '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0' // Azure Service Bus Data Receiver
  '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39' // Azure Service Bus Data Sender
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88' // Storage Queue Data Contributor
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
  'e147488a-f6f5-4113-8e2d-b22465e65bf6' // Key Vault Crypto Service Encryption User
]

@description('That an assignment gives one of these roles.')
var role = '[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${join(assignable, ', ')}}'

@description('That an assignment is one to the identity of a service.')
var toService = '[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {\'ServicePrincipal\'}'

@description('What holds of an assignment that is written (as requested) or deleted (as it is).')
var limits = map(
  [
    { action: 'Microsoft.Authorization/roleAssignments/write', of: '@Request' }
    { action: 'Microsoft.Authorization/roleAssignments/delete', of: '@Resource' }
  ],
  limit => '((!(ActionMatches{\'${limit.action}\'})) OR (${limit.of}${role} AND ${limit.of}${toService}))'
)

// Contributor
resource contributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'deployer', 'contributor')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      'b24988ac-6180-42a0-ab88-20f7382dd24c'
    )
  }
}

// Role Based Access Control Administrator
resource administrator 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, 'deployer', 'administrator')
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      'f58310d9-a9f6-439a-9e8d-f62e7b41a168'
    )
    conditionVersion: '2.0'
    condition: join(limits, ' AND ')
  }
}
