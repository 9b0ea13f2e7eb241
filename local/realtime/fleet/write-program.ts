/**
 * The build's last step: writes the program of the Realtime processes, so that nothing has to be bundled when
 * a fleet starts.
 */
import fs from 'node:fs';
import { builtProgram, bundleProgram } from './process-program';

fs.writeFileSync(builtProgram, bundleProgram());
