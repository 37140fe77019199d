// Who deploys an environment from GitHub, and what that identity may do. Deployed once for each environment, by a person
// who may assign roles in the subscription: ../README.md, "Deploy from GitHub".
targetScope = 'subscription'

@description('Name of the environment, as main.bicep gets it.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Region of the identity and of the resource group of the environment.')
param location string

@description('Repository on GitHub whose workflow may sign in, as OWNER/REPOSITORY.')
param repository string

@description('Environment on GitHub that the workflow must run in.')
param gitHubEnvironment string

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
}

// Apart from the environment, so that the identity cannot change who may sign in as it.
resource ownGroup 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}-deployer'
  location: location
}

module identity 'identity.bicep' = {
  scope: ownGroup
  params: {
    name: 'id-${environmentName}-deployer'
    location: location
    subject: 'repo:${repository}:environment:${gitHubEnvironment}'
  }
}

module rights 'rights.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
  }
}

// In the subscription: start deployments, find the resource group, have resource providers registered. What a deployment
// makes needs a right of its own, and those end with the resource group.
resource deployments 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(subscription().id, environmentName, 'deployments')
  properties: {
    roleName: 'Deployments of ${environmentName}'
    description: 'Starts deployments; gives no right to any resource.'
    assignableScopes: [subscription().id]
    permissions: [
      {
        actions: [
          'Microsoft.Resources/deployments/*'
          'Microsoft.Resources/subscriptions/resourceGroups/read'
          '*/register/action'
        ]
      }
    ]
  }
}

resource mayDeploy 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(deployments.id, 'deployer')
  properties: {
    principalId: identity.outputs.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: deployments.id
  }
}

@description('For the variable AZURE_CLIENT_ID of the environment on GitHub.')
output AZURE_CLIENT_ID string = identity.outputs.clientId
