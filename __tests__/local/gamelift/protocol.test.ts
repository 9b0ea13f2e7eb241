import { awsJson } from './protocol/aws-json';
import { rpcCbor } from './protocol/rpc-cbor';
import { localApi } from './protocol/local-api';
import { otherClients } from './protocol/other-clients';
import { pages } from './protocol/pages';
import { useProtocolCaller } from './protocol/protocol-caller';

useProtocolCaller();
awsJson();
pages();
rpcCbor();
otherClients();
localApi();
