// What a person is told. What to do at each: README.md, "At an alert", which has a row for every name here.

@description('First part of every name.')
param prefix string

@description('Region of the rules that query logs.')
param location string

@description('Tags.')
param tags { *: string }

@description('Who is told.')
param actionGroupId string

@description('Resource id of the Log Analytics workspace.')
param workspaceId string

@description('Resource id of the Service Bus namespace.')
param serviceBusId string

@description('Resource id of the Cosmos DB account.')
param cosmosId string

@description('Resource id of the key vault.')
param keyVaultId string

@description('Messages that may wait in a queue.')
param queueBacklog int

@description('Each queue on its own.')
var perQueue = [{ name: 'EntityName', operator: 'Include', values: ['*'] }]

@description('Alerts on metrics. Severity: 1 = points or answers do not arrive, 2 = soon will not, 3 = look at it today.')
var onMetrics = [
  {
    name: 'dead-letters'
    description: 'A message failed in all its deliveries and lies in the dead-letter queue.'
    severity: 1
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    frequency: 'PT1M'
    dimensions: perQueue
  }
  {
    name: 'queue-backlog'
    description: 'Messages wait: more come in than are handled.'
    severity: 2
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: queueBacklog
    window: 'PT5M'
    frequency: 'PT1M'
    dimensions: perQueue
  }
  {
    name: 'servicebus-throttled'
    description: 'Service Bus turns requests away for now.'
    severity: 2
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ThrottledRequests'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 10
    window: 'PT5M'
    frequency: 'PT1M'
    dimensions: []
  }
  {
    name: 'servicebus-errors'
    description: 'Service Bus itself fails.'
    severity: 2
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ServerErrors'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT5M'
    frequency: 'PT1M'
    dimensions: []
  }
  {
    name: 'cosmos-load'
    description: 'A partition of Cosmos DB uses more than 70 % of its throughput; at 100 % it answers 429.'
    severity: 3
    scope: cosmosId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'NormalizedRUConsumption'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 70
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: []
  }
  {
    name: 'cosmos-availability'
    description: 'Cosmos DB answered less than 99.9 % of an hour.'
    severity: 1
    scope: cosmosId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'ServiceAvailability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: json('99.9')
    window: 'PT1H'
    frequency: 'PT15M'
    dimensions: []
  }
  {
    name: 'keyvault-availability'
    description: 'Key Vault does not answer: running instances go on, new ones cannot start.'
    severity: 2
    scope: keyVaultId
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: json('99.9')
    window: 'PT15M'
    frequency: 'PT5M'
    dimensions: []
  }
]

@description('Alerts on what a query finds in the logs.')
var onLogs = [
  {
    name: 'http-5xx'
    description: 'More than 1 % of the requests of 5 minutes, and more than five, were answered 5xx.'
    severity: 1
    query: '''
      AppRequests
      | where isnotempty(Url)
      | summarize failed = countif(toint(ResultCode) >= 500), total = count()
      | where failed > 5 and failed * 100 > total
      | project failed'''
    column: 'failed'
    threshold: 0
  }
  {
    name: 'http-slow'
    description: 'A twentieth of the requests of 5 minutes took longer than a second.'
    severity: 2
    query: '''
      AppRequests
      | where isnotempty(Url)
      | summarize p95 = percentile(DurationMs, 95), total = count()
      | where total > 20
      | project p95'''
    column: 'p95'
    threshold: 1000
  }
  {
    name: 'messages-parked'
    description: 'A message could never be applied or delivered and waits for a person.'
    severity: 2
    query: '''
      AppMetrics
      | where Name == 'loyalty.messages.parked'
      | summarize parked = sum(Sum)'''
    column: 'parked'
    threshold: 0
  }
  {
    name: 'callbacks-parked'
    description: 'Callbacks were given up: a partner did not take them for three days, or may not be called any more.'
    severity: 3
    query: '''
      AppMetrics
      | where Name == 'loyalty.callbacks.parked'
      | summarize parked = sum(Sum)'''
    column: 'parked'
    threshold: 0
  }
  {
    name: 'callbacks-failing'
    description: 'More than half of the callback attempts of 5 minutes failed.'
    severity: 2
    query: '''
      AppMetrics
      | where Name in ('loyalty.callbacks.attempts', 'loyalty.callbacks.delivered')
      | summarize attempts = sumif(Sum, Name == 'loyalty.callbacks.attempts'),
          delivered = sumif(Sum, Name == 'loyalty.callbacks.delivered')
      | where attempts > 20
      | project failedPercent = 100.0 * (attempts - delivered) / attempts'''
    column: 'failedPercent'
    threshold: 50
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in onMetrics: {
    name: '${prefix}-${alert.name}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [alert.scope]
      evaluationFrequency: alert.frequency
      windowSize: alert.window
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: alert.aggregation
            operator: alert.operator
            threshold: alert.threshold
            dimensions: alert.dimensions
          }
        ]
      }
      actions: [{ actionGroupId: actionGroupId }]
    }
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in onLogs: {
    name: '${prefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: '${prefix}-${alert.name}'
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT5M'
      // The tables come into being with their first row, after this rule.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: alert.column
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [actionGroupId] }
    }
  }
]
