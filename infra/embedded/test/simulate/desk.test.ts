import { describe, expect, test } from '@jest/globals';
import { workThrough } from '../../src/simulate/desk.js';

const minute = 60_000;
const handed = (at: number, deadline: number, relieved: number | null = null) => ({
  at: at * minute,
  deadlineAt: deadline * minute,
  relievedAt: relieved === null ? null : relieved * minute,
});

describe('the list of those whom a person must call', () => {
  test('who leaves home first is called first', () => {
    const desk = workThrough([handed(0, 100), handed(1, 50), handed(1, 9)], 1, 4);
    expect(desk).toMatchObject({ calledInTime: 3, calledLate: 0, most: 3 });
    expect(desk.load.map((l) => [l.at / minute, l.count])).toEqual([
      [0, 1],
      [1, 3],
      [4, 2],
      [8, 1],
      [12, 0],
    ]);
  });

  test('with too few people somebody has left home before the call', () => {
    expect(workThrough([handed(0, 3), handed(0, 3), handed(0, 3)], 1, 4)).toMatchObject({
      calledInTime: 1,
      calledLate: 2,
    });
    expect(workThrough([handed(0, 3), handed(0, 3), handed(0, 3)], 3, 4)).toMatchObject({ calledInTime: 3 });
  });

  test('who answers a machine after all is not called', () => {
    const desk = workThrough([handed(0, 100), handed(0, 200, 2)], 1, 4);
    expect(desk).toMatchObject({ calledInTime: 1, calledLate: 0 });
    expect(desk.load.at(-1)).toEqual({ at: 4 * minute, count: 0 });
  });

  test('without anybody at the desk nobody is called, and the list stays', () => {
    const desk = workThrough([handed(0, 100), handed(5, 100), handed(6, 100, 7)], 0, 4);
    expect(desk).toMatchObject({ calledInTime: 0, calledLate: 0, most: 3 });
    expect(desk.load.at(-1)?.count).toBe(2);
  });

  test('an empty list is no work', () => {
    expect(workThrough([], 3, 4)).toEqual({ load: [], most: 0, calledInTime: 0, calledLate: 0 });
  });
});
