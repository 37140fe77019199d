// The identity that a workflow signs in as: GitHub vouches for the workflow, there is no secret.

@description('Name of the identity.')
param name string

@description('Region.')
param location string

@description('What GitHub says of the workflow.')
param subject string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location

  resource gitHub 'federatedIdentityCredentials' = {
    name: 'github'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      audiences: ['api://AzureADTokenExchange']
      subject: subject
    }
  }
}

@description('What an SDK names it by.')
output clientId string = identity.properties.clientId

@description('What a role is assigned to.')
output principalId string = identity.properties.principalId
