// To be filled in, once for each environment.
using 'main.bicep'

param environmentName = 'loyalty-prod'
param location = 'westeurope'
param repository = 'OWNER/REPOSITORY'
param gitHubEnvironment = 'prod'
