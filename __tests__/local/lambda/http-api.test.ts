import { answers } from './http-api/answers';
import { events } from './http-api/events';
import { useGateway } from './http-api/gateway';
import { limits } from './http-api/limits';
import { ownAnswers } from './http-api/own-answers';

useGateway();
events();
answers();
ownAnswers();
limits();
