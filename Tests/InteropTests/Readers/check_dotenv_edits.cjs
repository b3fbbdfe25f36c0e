// The package dotenv for node looks at `.env` files before and after edits.
//
// Standard input is a JSON array of {"before", "after", "key", "value"}; prints {"checked": N, "wrong": [...]}.
const { parse } = require("dotenv");
if (process.argv[2] === "--check") process.exit(0);

const edits = JSON.parse(require("fs").readFileSync(0, "utf8"));
const wrong = [];
edits.forEach((edit, number) => {
  const before = parse(edit.before);
  const after = parse(edit.after);
  if (after[edit.key] !== edit.value) wrong.push(`${number}: ${edit.key} is not what was written`);
  delete before[edit.key];
  delete after[edit.key];
  if (JSON.stringify(before) !== JSON.stringify(after)) wrong.push(`${number}: another key than ${edit.key} has changed`);
});
console.log(JSON.stringify({ checked: edits.length, wrong: wrong.slice(0, 20) }));
