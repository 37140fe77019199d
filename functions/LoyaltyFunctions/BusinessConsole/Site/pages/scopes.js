// What clients may do, in words. The API's own names stand beside them where somebody has to tell developers.

/** `[scope, words]`. */
export const SCOPES = [
  ['points.earn', 'Award points'],
  ['points.redeem', 'Redeem points'],
  ['points.adjust', 'Adjust points'],
  ['programs', 'Programs aggregator'],
  ['pos', 'Point of sale'],
  ['manage', 'Change everything'],
  ['manage.read', 'Read everything'],
  ['rules.draft', 'Draft rules'],
];

const WORDS = new Map(SCOPES);

export const scopeWords = (scope) => WORDS.get(scope) ?? scope;
