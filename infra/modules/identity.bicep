// The one identity of the function app. All its rights are granted where the resource is, at the narrowest scope.

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('Tags.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('What an SDK names it by.')
output clientId string = identity.properties.clientId

@description('What a role is assigned to.')
output principalId string = identity.properties.principalId
