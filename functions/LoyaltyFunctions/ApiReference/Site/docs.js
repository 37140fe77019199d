// Shows /openapi.json as a page. Everything in it is put there as text, never as markup.

const state = document.getElementById('state');
const content = document.getElementById('content');
const contents = document.getElementById('contents');
// Must agree with the style sheet: below it the contents stand above the text, and would push it out of sight.
const wide = matchMedia('(min-width: 52rem)').matches;
const methods = ['get', 'put', 'post', 'delete'];

/** An element with attributes and children; children that are text stay text, null ones are left out. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** The little of Markdown that the document uses: fenced code, paragraphs, `code`, **strong** and links within the page. */
function prose(text) {
  return (text ?? '').split(/^```\w*\n([^]*?)^```$/m).flatMap((part, at) => (at % 2 ? code(part) : paragraphs(part)));
}

const code = (text) => element('pre', { tabindex: '0', 'aria-label': 'Example' }, text.trimEnd());

function paragraphs(text) {
  return text
    .trim()
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph)
    .map((paragraph) => element('p', {}, inline(paragraph)));
}

function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\(#\w+\))/).map((part) => {
    if (part.startsWith('`')) return element('code', {}, part.slice(1, -1));
    if (part.startsWith('**')) return element('strong', {}, part.slice(2, -2));
    const link = /^\[(.+)\]\((#\w+)\)$/.exec(part);
    return link ? element('a', { href: link[2] }, link[1]) : part;
  });
}

function follow(api, node) {
  if (!node?.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((at, name) => at[name], api);
}

const nameOf = (node) => node.$ref?.split('/').at(-1);
const linkTo = (name) => element('a', { href: `#schema-${name}` }, name);

/** What a value is, in one line. */
function kindOf(schema) {
  if (schema.$ref) return [linkTo(nameOf(schema))];
  if (schema.oneOf) return schema.oneOf.flatMap((one, at) => [at ? ' or ' : '', ...kindOf(one)]);
  if (schema.allOf) return schema.allOf.flatMap((one, at) => [at ? ' and ' : '', ...kindOf(one)]);
  if ('const' in schema) return [element('code', {}, JSON.stringify(schema.const))];
  const type = [schema.type ?? 'any'].flat().join(' or ');
  if (type.startsWith('array') && schema.items) return ['array of ', ...kindOf(schema.items)];
  return [schema.format ? `${type} (${schema.format})` : type];
}

/** The limits of a value, in words. */
function limitsOf(schema) {
  const limits = [];
  if (schema.enum)
    limits.push('one of ', ...schema.enum.flatMap((one, at) => [at ? ', ' : '', element('code', {}, one)]));
  const say = (key, words) => key in schema && limits.push(`${limits.length ? ', ' : ''}${words} ${schema[key]}`);
  say('minimum', 'from');
  say('exclusiveMinimum', 'more than');
  say('maximum', 'to');
  say('minLength', 'at least characters:');
  say('maxLength', 'at most characters:');
  say('minItems', 'at least items:');
  say('maxItems', 'at most items:');
  say('pattern', 'matching');
  say('default', 'default');
  return limits;
}

function field(name, schema, required) {
  const inner = schema.properties ?? schema.items?.properties;
  const limits = limitsOf(schema);
  return element(
    'div',
    {},
    element(
      'dt',
      {},
      element('code', {}, name),
      ' ',
      element('span', { class: 'kind' }, kindOf(schema), required ? ', required' : ''),
    ),
    limits.length ? element('dd', { class: 'quiet' }, limits) : null,
    schema.description ? element('dd', {}, inline(schema.description)) : null,
    inner ? element('dd', {}, fields(schema.properties ? schema : schema.items)) : null,
  );
}

function fields(schema) {
  const required = new Set(schema.required ?? []);
  return element(
    'dl',
    { class: 'fields' },
    Object.entries(schema.properties ?? {}).map(([name, one]) => field(name, one, required.has(name))),
  );
}

/** A schema in full: its fields, those of its parts, or its one line. */
function shape(schema) {
  if (schema.$ref) return [element('p', {}, linkTo(nameOf(schema)))];
  if (schema.allOf) return schema.allOf.flatMap(shape);
  if (schema.properties) return [fields(schema)];
  const limits = limitsOf(schema);
  return [element('p', {}, kindOf(schema), limits.length ? ': ' : '', limits)];
}

function bodies(media) {
  return Object.entries(media ?? {}).flatMap(([type, { schema, example, examples }]) => [
    element('p', { class: 'quiet' }, type),
    ...(schema ? shape(schema) : []),
    example === undefined ? null : code(written(type, example)),
    ...Object.values(examples ?? {}).flatMap(({ summary, value }) => [
      element('p', { class: 'quiet' }, summary),
      code(written(type, value)),
    ]),
  ]);
}

/** An example as it goes over the wire. */
function written(type, example) {
  if (typeof example === 'string') return example;
  return type === 'application/x-www-form-urlencoded'
    ? `${new URLSearchParams(example)}`
    : JSON.stringify(example, null, 2);
}

function answers(api, responses) {
  return Object.entries(responses).map(([status, response]) => {
    const { description, content: media, headers } = follow(api, response);
    const names = Object.keys(headers ?? {});
    return element(
      'details',
      status.startsWith('2') ? { open: '' } : {},
      element('summary', {}, element('code', {}, status), ' ', inline(description)),
      names.length ? element('p', { class: 'quiet' }, `Headers: ${names.join(', ')}`) : null,
      bodies(media),
    );
  });
}

function operation(api, path, method, shared) {
  const spec = api.paths[path][method];
  const parameters = [...shared, ...(spec.parameters ?? [])].map((one) => follow(api, one));
  const body = follow(api, spec.requestBody);
  return element(
    'article',
    { id: spec.operationId },
    element('h3', {}, spec.summary),
    element(
      'p',
      { class: 'route' },
      element('span', { class: 'method' }, method.toUpperCase()),
      element('code', {}, path),
    ),
    prose(spec.description),
    parameters.length ? element('h4', {}, 'Parameters') : null,
    listOf(parameters),
    body ? element('h4', {}, 'Request body') : null,
    body ? bodies(body.content) : null,
    element('h4', {}, 'Answers'),
    answers(api, spec.responses),
    Object.values(spec.callbacks ?? {}).map((callback) => calledBack(api, callback)),
  );
}

function listOf(parameters) {
  if (!parameters.length) return null;
  return element(
    'dl',
    { class: 'fields' },
    parameters.map(({ name, in: place, schema, description, required }) =>
      field(name, { ...schema, description: [`In the ${place}.`, description].filter(Boolean).join(' ') }, required),
    ),
  );
}

/** What we send to the caller, and what we take for an answer. */
function calledBack(api, callback) {
  return Object.values(callback).flatMap(({ post }) => [
    element('h4', { id: post.operationId }, `Callback: ${post.summary}`),
    prose(post.description),
    listOf((post.parameters ?? []).map((one) => follow(api, one))),
    bodies(follow(api, post.requestBody).content),
    answers(api, post.responses),
  ]);
}

function operationsOf(api, tag) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method]?.tags.includes(tag))
      .map((method) => ({ path, method, shared: item.parameters ?? [] })),
  );
}

function chapter(api, { name, description }) {
  const operations = operationsOf(api, name);
  contents.append(
    operations.length ? listed(api, name, operations) : element('p', {}, element('a', { href: `#${name}` }, name)),
  );
  content.append(
    element('h2', { id: name }, name),
    ...prose(description),
    ...operations.map(({ path, method, shared }) => operation(api, path, method, shared)),
  );
}

function listed(api, name, operations) {
  return element(
    'details',
    wide ? { open: '' } : {},
    element('summary', {}, name),
    element(
      'ul',
      {},
      operations.map(({ path, method }) => {
        const { operationId, summary } = api.paths[path][method];
        return element('li', {}, element('a', { href: `#${operationId}` }, summary));
      }),
    ),
  );
}

function schemas(api) {
  contents.append(element('p', {}, element('a', { href: '#schemas' }, 'Schemas')));
  content.append(
    element('h2', { id: 'schemas' }, 'Schemas'),
    ...Object.entries(api.components.schemas).map(([name, schema]) =>
      element('article', { id: `schema-${name}` }, element('h3', {}, name), prose(schema.description), shape(schema)),
    ),
  );
}

try {
  const answer = await fetch('/openapi.json');
  if (!answer.ok) throw new Error(`The document was answered with ${answer.status}.`);
  const api = await answer.json();
  document.title = `${api.info.title}: API reference`;
  content.replaceChildren(element('h1', {}, api.info.title), ...prose(api.info.description));
  for (const tag of api.tags) chapter(api, tag);
  schemas(api);
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
} catch (fault) {
  state.textContent = `The reference cannot be shown: ${fault.message}`;
}
