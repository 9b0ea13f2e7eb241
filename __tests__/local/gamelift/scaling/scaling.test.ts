import { localApi } from './scaling/local-api';
import { ruleBased } from './scaling/rule-based';
import { useScaledFleets } from './scaling/scaled-fleets';
import { targetTracking } from './scaling/target-tracking';

useScaledFleets();
targetTracking();
ruleBased();
localApi();
