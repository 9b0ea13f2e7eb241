#!/usr/bin/env node
// `npx cdktf …`, from any folder of the project: builds what is stale, then runs tools/cdktf.ts.
process.argv.splice(2, 0, 'tools/cdktf.js');
await import('../run.mjs');
