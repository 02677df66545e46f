// Sends personalised letters with nodemailer's pool and Handlebars, for the comparison of
// `make bench`.
//
// HOST PORT COUNT CONNECTIONS SIGNERS.csv LETTER.txt prints "letters seconds". The pool keeps
// its default of 100 messages a connection; BENCH_MAX_MESSAGES=Infinity lifts it.
import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import nodemailer from 'nodemailer';

const [host, port, count, connections, signers, letter] = process.argv.slice(2);
const rows = readFileSync(signers, 'utf8')
  .split('\n')
  .slice(1, Number(count) + 1)
  .filter(Boolean)
  .map((line) => {
    const [name, town, country] = line.split(',');
    return { name, town, country };
  });
const text = Handlebars.compile(readFileSync(letter, 'utf8'), { noEscape: true });
const subject = Handlebars.compile('Maria Probe: a letter from {{name}}', { noEscape: true });

const { BENCH_USER: user, BENCH_PASSWORD: pass, BENCH_CA: ca, BENCH_MAX_MESSAGES: most } = process.env;
const transport = nodemailer.createTransport({
  pool: true,
  maxConnections: Number(connections),
  ...(most && { maxMessages: Number(most) }),
  host,
  port: Number(port),
  ...(user
    ? { secure: true, auth: { user, pass }, tls: { ca: readFileSync(ca) } }
    : { secure: false, ignoreTLS: true }),
});

const begun = process.hrtime.bigint();
let next = 0;
async function feed() {
  while (next < rows.length) {
    const row = rows[next++];
    await transport.sendMail({
      from: 'Anna Beispiel <anna@example.org>',
      to: 'Office of Tests <office@example.org>',
      subject: subject(row),
      text: text(row),
    });
  }
}
// Two letters for each connection, so that none waits for the next one.
await Promise.all(Array.from({ length: 2 * Number(connections) }, feed));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
transport.close();
console.log(`${rows.length} ${seconds}`);
