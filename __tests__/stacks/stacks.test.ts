import { api } from './stacks/api';
import { dataAndFunctions } from './stacks/data-and-functions';
import { everyStack } from './stacks/every-stack';
import { realtimeAndOperations } from './stacks/realtime-and-operations';
import { useSynthesis } from './stacks/synthesis';

useSynthesis();
everyStack();
dataAndFunctions();
api();
realtimeAndOperations();
