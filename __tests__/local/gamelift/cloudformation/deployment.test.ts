import { changeSetsAndClocks } from './deployment/change-sets-and-clocks';
import { creatingStacks } from './deployment/creating-stacks';
import { resourcesOfGames } from './deployment/resources-of-games';
import { unfinishedDeployments } from './deployment/unfinished-deployments';
import { updatingStacks } from './deployment/updating-stacks';
import { useControlPlane } from './deployment/control-plane';

useControlPlane();
creatingStacks();
updatingStacks();
resourcesOfGames();
changeSetsAndClocks();
unfinishedDeployments();
