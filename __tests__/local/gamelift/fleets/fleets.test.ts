import { capacity } from './fleets/capacity';
import { changes } from './fleets/changes';
import { useFleetServer } from './fleets/fleet-server';
import { life } from './fleets/life';

useFleetServer();
life();
capacity();
changes();
