import { anyText } from './validation/any-text';
import { findings } from './validation/findings';
import { mistakes } from './validation/mistakes';

anyText();
mistakes();
findings();
