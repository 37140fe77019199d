// A development environment, for `az deployment sub what-if` and `create`: cheap, scales from nothing,
// no network of its own.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'loyalty-dev')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param stage = 'dev'
param zoneRedundant = false
param privateNetwork = false
param cosmosServerless = true
param maximumInstanceCount = 40
param alwaysReadyInstances = 0
param logRetentionDays = 30
param logDailyQuotaGb = 1
param monthlyBudget = 50
