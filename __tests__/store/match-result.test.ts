import { effects } from './match-result/effects';
import { result } from './match-result/result';
import { troubles } from './match-result/troubles';
import { useResultStores } from './match-result/result-stores';

useResultStores();
result();
troubles();
effects();
