// Holds recorded exchanges against the API document: node check.mjs openapi.json exchanges.json
// An exchange is {method, path, requestType, requestBody, status, headers, body}; bodies are text. What is wrong is
// printed, a line each; then what the document promises and no exchange showed, as "unseen: …". Exit code 1 when an
// exchange is wrong.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const [api, exchanges] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")));
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(api, "api");

const pointer = (...parts) => parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
const follow = (at) => {
  const node = at.slice(1).split("/").reduce((found, part) => found?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return node?.$ref ? follow(node.$ref.slice(1)) : { at, node };
};
const check = (at, value) => {
  const validate = ajv.getSchema(`api#${at}`) ?? ajv.compile({ $ref: `api#${at}` });
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath || "/"} ${error.message}`);
};

const operations = Object.entries(api.paths).flatMap(([path, item]) =>
  ["get", "put", "post", "delete"].filter((method) => item[method]).map((method) => ({
    path,
    method,
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
    seen: new Set(),
  })),
);
// A path without parameters is meant before one with them, as a host routes.
operations.sort((a, b) => (a.path.includes("{") ? 1 : 0) - (b.path.includes("{") ? 1 : 0));

const faults = [];
for (const exchange of exchanges) {
  const path = exchange.path.split("?")[0];
  const method = exchange.method.toLowerCase();
  const say = (fault) => faults.push(`${exchange.method} ${path} ${exchange.status}: ${fault}`);
  const found = operations.find((one) => one.method === method && one.pattern.test(path));
  if (!found) {
    say("is not in the document");
    continue;
  }

  const operation = api.paths[found.path][method];
  const at = pointer("paths", found.path, method, "responses", exchange.status);
  const { at: responseAt, node: response } = follow(at);
  if (!response) {
    say("the status is not in the document");
    continue;
  }

  found.seen.add(String(exchange.status));
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const { node } = header.$ref ? follow(header.$ref.slice(1)) : { node: header };
    if (node.required && !(name.toLowerCase() in exchange.headers)) say(`the header ${name} is missing`);
  }

  const type = (exchange.headers["content-type"] ?? "").split(";")[0];
  if (response.content && !response.content[type]) say(`the content type ${type || "(none)"} is not in the document`);
  else if (!response.content && exchange.body) say("there is a body, which is not in the document");
  else if (/json$/.test(type)) for (const fault of check(`${responseAt}${pointer("content", type, "schema")}`, JSON.parse(exchange.body))) say(fault);

  if (exchange.status < 300 && operation.requestBody && exchange.requestType === "application/json") {
    const { at: bodyAt } = follow(pointer("paths", found.path, method, "requestBody"));
    for (const fault of check(`${bodyAt}${pointer("content", "application/json", "schema")}`, JSON.parse(exchange.requestBody)))
      say(`the request was taken although ${fault}`);
  }
}

for (const fault of new Set(faults)) console.log(fault);
for (const { path, method, seen } of operations)
  for (const status of Object.keys(api.paths[path][method].responses))
    if (!seen.has(status)) console.log(`unseen: ${method.toUpperCase()} ${path} ${status}`);
process.exitCode = faults.length > 0 ? 1 : 0;
