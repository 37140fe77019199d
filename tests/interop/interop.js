"use strict";
// One JSON request a line on stdin, one JSON answer a line on stdout, in the same order. The signatures are made and
// judged by the libraries alone; only the digest of the body, which none of them looks at, is node's own.

const { createHash } = require("node:crypto");
const readline = require("node:readline");
const httpSignature = require("http-signature");
const { httpbis, createSigner, createVerifier } = require("http-message-signatures");
const { Webhook } = require("standardwebhooks");

const origin = "https://loyalty.example";
const lowerCase = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const sha512 = (body) => createHash("sha512").update(body).digest("base64");

const forms = {
  cavage: {
    sign({ keyId, algorithm, privateKeyPem, method, target, body, parts }) {
      const headers = { Digest: `SHA-512=${sha512(body)}` };
      const outgoing = {
        method,
        path: target,
        getHeader: (name) => lowerCase(headers)[name.toLowerCase()],
        setHeader: (name, value) => (headers[name] = value),
      };
      httpSignature.sign(outgoing, {
        key: privateKeyPem,
        keyId,
        algorithm,
        headers: parts,
        authorizationHeaderName: "Signature",
      });
      return { headers };
    },
    verify({ publicKeyPem, method, target, body, headers }) {
      const parsed = httpSignature.parseRequest(
        { method, url: target, headers: lowerCase(headers) },
        { headers: ["(created)", "digest", "(request-target)"], strict: true },
      );
      const digestHolds = lowerCase(headers).digest === `SHA-512=${sha512(body)}`;
      return { verified: digestHolds && httpSignature.verifySignature(parsed, publicKeyPem) };
    },
  },
  rfc9421: {
    async sign({ keyId, algorithm, privateKeyPem, method, target, body, parts }) {
      const signed = await httpbis.signMessage(
        {
          key: createSigner(privateKeyPem, algorithm, keyId),
          fields: parts,
          params: ["created", "expires", "keyid", "alg"],
        },
        {
          method,
          url: origin + target,
          headers: { "Content-Type": "application/json", "Content-Digest": `sha-512=:${sha512(body)}:` },
        },
      );
      return { headers: signed.headers };
    },
    async verify({ keyId, algorithm, publicKeyPem, method, target, body, headers }) {
      const verified = await httpbis.verifyMessage(
        {
          keyLookup: async (params) =>
            params.keyid === keyId
              ? { id: keyId, algs: [algorithm], verify: createVerifier(publicKeyPem, algorithm) }
              : null,
          requiredFields: ["@method", "content-digest"],
          requiredParams: ["created", "keyid"],
          tolerance: 300,
        },
        { method, url: origin + target, headers },
      );
      const digestHolds = lowerCase(headers)["content-digest"] === `sha-512=:${sha512(body)}:`;
      return { verified: verified === true && digestHolds };
    },
  },
  webhook: {
    sign({ secret, id, timestamp, body }) {
      return { signature: new Webhook(secret).sign(id, new Date(timestamp * 1000), body) };
    },
    verify({ secret, headers, body }) {
      new Webhook(secret).verify(body, headers, { jsonParse: false });
      return { verified: true };
    },
  },
};

async function answer(line) {
  try {
    const request = JSON.parse(line);
    request.body = Buffer.from(request.body, "base64");
    return await forms[request.form][request.op](request);
  } catch (error) {
    return { verified: false, error: `${error.name}: ${error.message}` };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(line))}\n`);
  }
})();
