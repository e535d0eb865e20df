import { describe, expect, test } from '@jest/globals';
import { displayOn } from '../../src/demo/display.js';
import { coloured, paintFor, plain } from '../../src/demo/paint.js';
import { renderScene, type Scene, sceneLine } from '../../src/demo/progress.js';
import { inShort, Story } from '../../src/demo/story.js';
import { messages, type StreamEvent } from '../../src/demo/stream.js';
import { progress, zone } from './scenes.js';

const event = (type: string, words: string, more: Partial<StreamEvent> = {}): StreamEvent => ({
  ...{ at: '2026-11-24T12:03:00.000Z', outreachId: 'o-1', externalIds: ['A-1042'], type, words },
  ...more,
});
const scene = (more: Partial<Scene> = {}): Scene => ({
  ...{ now: new Date('2026-11-24T12:12:00Z'), zone, elapsedSeconds: 83.4, speed: 120, progress: progress() },
  ...{ latest: [], callbacksVerified: 301, memoryMb: 812.3 },
  ...more,
});

describe('the picture', () => {
  test('tells the time, who knows, every state, what was sent, and the memory', () => {
    const text = renderScene(scene(), plain, 80).join('\n');
    expect(text).toMatch(/operator .* 12\n/);
    for (const part of ['07:12  123 of 200 know', '1:23 real', '1 call, 184 texts, 62 emails, 25 WhatsApp', '812 MB'])
      expect(text).toContain(part);
  });

  test('shows a single one of ten thousand: nobody is rounded away', () => {
    const counts = { ...progress().counts, open: 1 };
    const lines = renderScene(scene({ progress: progress({ accepted: 10_000, counts }) }), plain, 80);
    expect(lines.find((l) => l.includes('open'))).toMatch(/█·+\s+1/);
  });

  test('keeps its height and its width, however much happens', () => {
    const long = { at: '2026-11-24T12:03:00.000Z', who: 'A-1042', words: 'knows '.repeat(40), isTrouble: false };
    const quiet = renderScene(scene(), plain, 80);
    const busy = renderScene(scene({ latest: Array(20).fill(long) }), plain, 80);
    expect(busy).toHaveLength(quiet.length);
    expect(Math.max(...busy.map((l) => l.length))).toBeLessThanOrEqual(80);
  });

  test('is one line in a log', () => {
    expect(sceneLine(scene({ progress: progress({ overdue: 2 }) }))).toMatch(/^07:12 .*OVERDUE 2.*812 MB$/);
  });
});

describe('escape codes', () => {
  test('appear on a terminal only, and not where NO_COLOR or a dumb terminal forbids colour', () => {
    expect(paintFor(true, {})).toBe(coloured);
    expect(paintFor(false, {})).toBe(plain);
    expect(paintFor(true, { NO_COLOR: '1' })).toBe(plain);
    expect(paintFor(true, { TERM: 'dumb' })).toBe(plain);
  });

  test('do not reach a log', () => {
    let written = '';
    const output = { write: (text: string) => (written += text) };
    const story = new Story();
    story.onEvent(event('task.opened', 'Handed to an operator: nobody answered on any channel'));
    displayOn(output, plain).show(scene(), story);
    expect(written).toContain('A-1042');
    expect(written).not.toContain('\u001b');
  });

  test('move a terminal up by exactly the height of the picture before', () => {
    let written = '';
    const output = { write: (text: string) => (written += text), isTTY: true, columns: 90 };
    const display = displayOn(output, plain);
    display.show(scene(), new Story());
    const height = written.split('\n').length - 2;
    written = '';
    display.show(scene(), new Story());
    expect(written.startsWith(`\u001b[${height}A`)).toBe(true);
  });
});

describe('the story', () => {
  test('says in plain words how somebody came to know', () => {
    const story = new Story();
    story.onEvent(event('answer.received', 'The patient answered: I understand'));
    story.onEvent(event('evidence.gained', 'Evidence: confirmed by call'));
    story.onEvent(event('notice.informed', 'Knows: confirmed by call'));
    expect(story.latest(9).map((h) => `${h.who} ${h.words}`)).toEqual(['A-1042 knows: answered: I understand (call)']);
  });

  test('names a family by its first appointment and how many more there are', () => {
    const happening = inShort(
      event('notice.withdrawn', 'Withdrawn', { externalIds: ['A-1', 'A-2', 'A-3'] }),
      undefined,
    );
    expect(happening?.who).toBe('A-1 +2');
  });

  test('knows whose offers are under way until they are booked or closed', () => {
    const story = new Story();
    story.onEvent(event('offer.requested', 'Looking'));
    story.onEvent(event('offer.made', 'Held'));
    story.onEvent(event('offer.requested', 'Looking', { outreachId: 'o-2' }));
    expect(story.offering).toEqual(['o-1', 'o-2']);
    story.onEvent(event('notice.rebooked', 'Rebooked'));
    story.onEvent(event('offer.closed', 'No slot fits', { outreachId: 'o-2' }));
    expect(story.offering).toEqual([]);
  });
});

test('an event stream is read across chunks that end anywhere', async () => {
  const bytes = Buffer.from(
    'event: timeline\ndata: {"who":"Zoë"}\n\n: still here\n\nevent: closed\ndata: {}\n\nevent: half',
  );
  async function* chunks() {
    for (let n = 0; n < bytes.length; n += 3) yield bytes.subarray(n, n + 3);
  }
  const read = [];
  for await (const message of messages(chunks())) read.push(message);
  expect(read).toEqual([
    { event: 'timeline', data: '{"who":"Zoë"}' },
    { event: 'closed', data: '{}' },
  ]);
});
