import { type Page } from 'playwright-core';

/** The least contrast of a mark with what is around it (WCAG 2.2, 1.4.11). */
const leastContrast = 3;

/**
 * Marks of seats that do not stand out from their background, neither by their rim nor by their colour. All
 * colours that a game may give a seat are tried.
 */
export const paleMarks = (page: Page, marks: string): Promise<string[]> =>
  page.evaluate<string[]>(`(() => {
    const colours = ['black', 'white', 'red', 'yellow', 'blue', 'green', 'orange', 'violet'];
    const partsOf = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const isClear = (colour) => partsOf(colour)[3] === 0;
    const light = (colour) => {
      const [red, green, blue] = partsOf(colour).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const contrast = (one, other) => {
      const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
      return (high + 0.05) / (low + 0.05);
    };
    const behind = (mark) => {
      for (let at = mark.parentElement; at !== null; at = at.parentElement) {
        const { backgroundColor } = getComputedStyle(at);
        if (!isClear(backgroundColor)) return backgroundColor;
      }
      throw new Error('nothing is behind it');
    };
    const drawn = (mark) => {
      const { outlineStyle, outlineWidth, outlineColor, borderTopWidth, borderTopColor, backgroundColor } =
        getComputedStyle(mark);
      return [
        ...(outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 ? [outlineColor] : []),
        ...(parseFloat(borderTopWidth) >= 1 ? [borderTopColor] : []),
        ...(isClear(backgroundColor) ? [] : [backgroundColor]),
      ];
    };
    const marks = [...document.querySelectorAll(${JSON.stringify(marks)})];
    if (marks.length === 0) throw new Error('there are no marks');
    const pale = colours.flatMap((colour) =>
      marks.flatMap((mark) => {
        mark.style.setProperty('--seat', 'var(--' + colour + ')');
        const most = Math.max(...drawn(mark).map((part) => contrast(part, behind(mark))));
        mark.style.removeProperty('--seat');
        return most < ${leastContrast} ? [mark.className + ' ' + colour + ' ' + most.toFixed(2)] : [];
      }),
    );
    return [...new Set(pale)];
  })()`);

/** The ends of names in lists that are not shown. */
export const hiddenEnds = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[...document.querySelectorAll('.list .short-names')].flatMap((names) => {
    const { right } = names.getBoundingClientRect();
    return [...names.querySelectorAll('.short-name')].flatMap((name) => {
      const end = name.lastElementChild.getBoundingClientRect();
      return end.right > right + 1 || end.width < 4 ? [name.textContent] : [];
    });
  })`);
