import { useEmulated } from './emulator/emulated';
import { faults } from './emulator/faults';
import { http } from './emulator/http';
import { restarts } from './emulator/restarts';
import { streams } from './emulator/streams';
import { createdTables } from './emulator/created-tables';

useEmulated();
createdTables();
restarts();
streams();
faults();
http();
