import { attacks } from './protocol/attacks';
import { slowClients } from './protocol/slow-clients';
import { tls } from './protocol/tls';
import { udp } from './protocol/udp';
import { violations } from './protocol/violations';

violations();
attacks();
udp();
slowClients();
tls();
