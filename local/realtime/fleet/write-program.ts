/**
 * The build's last step: writes the program of the Realtime processes, so that nothing has to be bundled when
 * a fleet starts.
 */
import fs from 'node:fs';
import path from 'node:path';
import { builtProgram, bundleProgram } from './process-program';

fs.mkdirSync(builtProgram, { recursive: true });
for (const [name, text] of Object.entries(bundleProgram()))
  fs.writeFileSync(path.join(builtProgram, name), text);
