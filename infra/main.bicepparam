// What azd takes. `azd env set NAME value` decides each; see README.md for the list.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'loyalty')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param stage = readEnvironmentVariable('LOYALTY_STAGE', 'dev')
param secondLocation = readEnvironmentVariable('LOYALTY_SECOND_LOCATION', '')
param publicUrl = readEnvironmentVariable('LOYALTY_PUBLIC_URL', '')
param setupTokenHash = readEnvironmentVariable('LOYALTY_SETUP_TOKEN_HASH', '')
param alertEmail = readEnvironmentVariable('LOYALTY_ALERT_EMAIL', '')
