// Production: three zones, private endpoints, a second region for the data, instances that wait.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'loyalty-prod')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param stage = 'prod'
param zoneRedundant = true
param privateNetwork = true
param secondLocation = readEnvironmentVariable('LOYALTY_SECOND_LOCATION', 'northeurope')
param cosmosServerless = false
param cosmosMaxThroughput = 4000
param messagingUnits = 1
param maximumInstanceCount = 100
param alwaysReadyInstances = 2
param logRetentionDays = 90
param monthlyBudget = 1500
param alertEmail = readEnvironmentVariable('LOYALTY_ALERT_EMAIL', '')
