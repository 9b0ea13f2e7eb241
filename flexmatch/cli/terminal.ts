import pc from 'picocolors';
import Table from 'cli-table3';
import { type Palette } from '../simulate/text-charts';
import { type DrawTable } from '../simulate/text-report';

export const palette: Palette = { strong: pc.bold, faint: pc.dim, good: pc.green, bad: pc.red, bar: pc.cyan };

export const drawTable: DrawTable = (head, rows, align) => {
  const table = new Table({
    head: [...head],
    colAligns: [...align],
    style: { head: [], border: [], compact: true },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      right: '',
      middle: '  ',
      mid: '',
      'left-mid': '',
      'mid-mid': '',
      'right-mid': '',
    },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
};
