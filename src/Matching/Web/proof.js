// Solves a challenge of GET /v1/challenge, as a worker of the page that registers: it is given the challenge as a
// message and answers with what stands in the header Proof.
const encoder = new TextEncoder();

const hash = async (text) =>
  Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))),
    (byte) => byte.toString(16).padStart(2, '0')).join('');

export const solve = async ({ algorithm, challenge, maxnumber, salt, signature }) => {
  for (let number = 0; number <= maxnumber; number++) {
    if ((await hash(salt + number)) === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  throw new Error('This challenge has no solution.');
};

if (typeof self !== 'undefined' && typeof document === 'undefined') {
  self.onmessage = async ({ data }) => self.postMessage(await solve(data));
}
