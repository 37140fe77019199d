// What members may do with their points: the limits of a redemption, and what is asked for at the till.

import { group, row } from '../../ui/form.js';
import { numberField, selectField, textField } from '../../ui/fields.js';
import { count, number } from '../../format.js';

export const REDEMPTION = {
  multipleOf: 1,
  minimum: 1,
  maximum: null,
  minimumLifetimePoints: 0,
  localCurrency: null,
  localRate: null,
  validation: 'none',
  codeMinutes: 10,
  codeLength: 6,
  codeChannel: 'both',
};

const NAMES = Object.keys(REDEMPTION);
const CHANNELS = [
  ['both', 'Mobile number and e-mail address'],
  ['sms', 'Mobile number'],
  ['email', 'E-mail address'],
];

/** The values of the fields; `redemption` is as the service shows it. */
export const redemptionValues = ({ localRate, ...redemption }) => {
  const shown = { ...redemption, localRate: redemption.localCurrency ? localRate : null };
  return Object.fromEntries(NAMES.map((name) => [`redemption.${name}`, shown[name]]));
};

/** The other way. */
export function redemptionBody(values) {
  const body = Object.fromEntries(NAMES.map((name) => [name, values[`redemption.${name}`]]));
  const localCurrency = body.localCurrency?.toUpperCase() || null;
  return { ...body, localCurrency, localRate: localCurrency ? body.localRate : null };
}

export function redemptionFields(values) {
  const number_ = (name, label, options = {}) =>
    numberField({ name: `redemption.${name}`, label, required: true, value: values[`redemption.${name}`], ...options });
  const select = (name, label, options) =>
    selectField({
      name: `redemption.${name}`,
      label,
      required: true,
      value: values[`redemption.${name}`],
      options,
    });
  return [
    number_('multipleOf', 'In steps of'),
    number_('minimum', 'At least', { min: 0 }),
    number_('maximum', 'At most', { required: false }),
    number_('minimumLifetimePoints', 'Members must have earned', {
      min: 0,
      hint: 'Points that a member must ever have earned to redeem at a till.',
    }),
    textField({
      name: 'redemption.localCurrency',
      label: 'Currency of the tills',
      maxlength: 3,
      hint: 'Three letters, where tills count in another than the program’s.',
      value: values['redemption.localCurrency'],
    }),
    number_('localRate', 'Exchange rate', {
      required: false,
      isFraction: true,
      min: 0,
      hint: 'How many units one of the program’s is worth.',
    }),
    select('validation', 'One-time code at the till', [
      ['none', 'Not asked for'],
      ['otp', 'Sent to the member and asked for'],
    ]),
    select('codeChannel', 'A code is sent to', CHANNELS),
    number_('codeMinutes', 'A code is good for, minutes', { max: 1440 }),
    number_('codeLength', 'Characters of a code', { min: 6, max: 12 }),
  ];
}

export function redemptionGroups(fields) {
  const field = (name) => fields[`redemption.${name}`];
  return [
    group('Redemption', null, row(field('multipleOf'), field('minimum'), field('maximum'))),
    group(
      'At the till',
      'What applies besides where points are redeemed at the point of sale.',
      row(field('validation'), field('codeChannel')),
      row(field('codeMinutes'), field('codeLength')),
      field('minimumLifetimePoints'),
      row(field('localCurrency'), field('localRate')),
    ),
  ];
}

/** For those who may only look. */
export const redemptionFacts = (redemption, currency) => [
  ['Redeemed in steps of', number(redemption.multipleOf)],
  ['Smallest redemption', number(redemption.minimum)],
  ['Largest redemption', number(redemption.maximum)],
  ['One-time code', redemption.validation === 'otp' ? sayCode(redemption) : 'Not asked for'],
  redemption.minimumLifetimePoints > 0 && ['Members must have earned', number(redemption.minimumLifetimePoints)],
  redemption.localCurrency && [
    'Tills count in',
    `${redemption.localCurrency}, ${number(redemption.localRate)} for 1 ${currency}`,
  ],
];

const sayCode = ({ codeLength, codeMinutes, codeChannel }) =>
  `${codeLength} characters, good for ${count(codeMinutes, 'minute')}, to the ${CHANNELS.find(
    ([name]) => name === codeChannel,
  )[1].toLowerCase()}`;
