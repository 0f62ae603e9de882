// Verifies a password with @node-rs/argon2, as often as a line of the standard input says, and prints the CPU
// nanoseconds that this took. The argument is the folder that contains node_modules.
import { createRequire } from "node:module";
import readline from "node:readline";

const { verify } = createRequire(`${process.argv[2]}/`)("@node-rs/argon2");
const HASH = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$rk2Mi3E4dgRMg0fHaYaptWVZRKqs//6b6k3/nntqGJk";

for await (const line of readline.createInterface({ input: process.stdin })) {
  const start = process.cpuUsage();
  for (let count = Number(line); count > 0; count--) {
    if (!(await verify(HASH, "correct horse"))) throw new Error("the hash does not match");
  }
  const { user, system } = process.cpuUsage(start);
  console.log(1000 * (user + system));
}
