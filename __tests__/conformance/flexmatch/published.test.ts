import { attributes } from './examples/attributes';
import { compoundsAndLists } from './examples/compounds-and-lists';
import { largeMatches } from './examples/large-matches';
import { smallMatches } from './examples/small-matches';
import { validity } from './examples/validity';

validity();
smallMatches();
attributes();
largeMatches();
compoundsAndLists();
