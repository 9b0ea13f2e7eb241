import { batches } from './webhooks/batches';
import { events } from './webhooks/events';
import { network } from './webhooks/network';
import { signatures } from './webhooks/signatures';
import { turns } from './webhooks/turns';
import { useWebhookStores } from './webhooks/webhook-stores';

useWebhookStores();
signatures();
events();
turns();
batches();
network();
