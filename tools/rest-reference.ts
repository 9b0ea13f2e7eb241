/** `npm run rest-reference`: writes the tables of docs/rest.md from the declaration of the routes. */
import fs from 'node:fs';
import path from 'node:path';
import { errorTable, routeTable, throttleTable } from '../contract/rest/reference';
import { findProjectRoot } from './project';

const tables: Readonly<Record<string, () => string>> = {
  routes: routeTable,
  errors: errorTable,
  throttles: throttleTable,
};

const file = path.join(findProjectRoot(), 'docs', 'rest.md');
let page = fs.readFileSync(file, 'utf8');
for (const [name, table] of Object.entries(tables)) {
  const section = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(page)) throw new Error(`docs/rest.md has no section ${name}`);
  page = page.replace(section, (_, open: string, close: string) => `${open}\n\n${table()}\n\n${close}`);
}
fs.writeFileSync(file, page);
process.stdout.write('docs/rest.md is written; next: npm run format\n');
