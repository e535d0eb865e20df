/** Said at intake, before anything is sent: who cannot be reached in time. Those go to a person first. */
import type { Forecast } from '@rollcall/contracts';
import type { Preview } from './preview.js';

/** What a provider lets us start per second: calls per account, texts per long code. */
export interface Pace {
  callsPerSecond: number;
  textsPerSecond: number;
}
/** Twilio's defaults: one call a second per account, about one text a second per long code. */
export const defaultPace: Pace = { callsPerSecond: 1, textsPerSecond: 1 };

export interface ForecastInput {
  deadlineAt: Date;
  operatorLeadMinutes: number;
  preview: Preview;
}
export interface ForecastResult {
  forecast: Forecast;
  /** By index of the input: outreaches that a person should have from minute zero. */
  toOperatorsFirst: number[];
}

const ms = { voice: (p: Pace) => 1000 / p.callsPerSecond, sms: (p: Pace) => 1000 / p.textsPerSecond };

/** First touches are queued by deadline and paced; an outreach whose first touch comes after its deadline is not reachable. */
export function forecast(inputs: readonly ForecastInput[], now: Date, pace: Pace = defaultPace): ForecastResult {
  const order = inputs
    .map((input, index) => ({ input, index }))
    .sort((a, b) => a.input.deadlineAt.getTime() - b.input.deadlineAt.getTime());
  const free = { voice: now.getTime(), sms: now.getTime() };
  const toOperatorsFirst: number[] = [];
  let withoutContactPoint = 0;
  let reachableInTime = 0;
  let lastTouch: number | null = null;
  for (const { input, index } of order) {
    const [first] = input.preview.steps;
    if (!first) {
      withoutContactPoint++;
      toOperatorsFirst.push(index);
      continue;
    }
    let at = first.at.getTime();
    if (first.channel === 'voice' || first.channel === 'sms') {
      at = Math.max(at, free[first.channel]);
      free[first.channel] = at + ms[first.channel](pace);
    }
    lastTouch = Math.max(lastTouch ?? 0, at);
    const leadAt = input.deadlineAt.getTime() - input.operatorLeadMinutes * 60_000;
    if (at >= input.deadlineAt.getTime() || leadAt <= now.getTime()) toOperatorsFirst.push(index);
    if (at < input.deadlineAt.getTime()) reachableInTime++;
  }
  const [earliest] = order;
  return {
    toOperatorsFirst: toOperatorsFirst.sort((a, b) => a - b),
    forecast: {
      reachableInTime,
      withoutContactPoint,
      toOperatorsFirst: toOperatorsFirst.length,
      firstDeadlineAt: earliest ? earliest.input.deadlineAt.toISOString() : null,
      firstTouchDoneAt: lastTouch === null ? null : new Date(lastTouch).toISOString(),
    },
  };
}
