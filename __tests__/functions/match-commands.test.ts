import { bots } from './match-commands/bots';
import { useCommandApp } from './match-commands/command-app';
import { commands } from './match-commands/commands';

useCommandApp();
commands();
bots();
