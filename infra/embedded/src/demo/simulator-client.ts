/** The simulator's own routes: who its people are, and what it was asked. */
import type { ProviderRequest } from '@rollcall/invariants';
import type { CastEntry, FaultRates, OutageSet } from '@rollcall/simulator';
import { request } from 'undici';

/** Business milliseconds. */
export interface Punctuality {
  /** By how much somebody acted too late since this was last asked. */
  lateMs: number;
  /** Calls, and webhooks on their way. */
  underWay: number;
  /** When the next person acts by their own plan; null: nobody plans anything. */
  nextAt: number | null;
}

export class SimulatorClient {
  constructor(readonly base: string) {}

  async setCast(people: readonly CastEntry[]): Promise<void> {
    await this.#call('PUT', '/sim/cast', { people });
  }
  async setOutages(outages: OutageSet): Promise<void> {
    await this.#call('POST', '/sim/outages', outages);
  }
  /** Probabilities of single faults; those not named stay as they are. */
  async setFaults(rates: Partial<FaultRates>): Promise<void> {
    await this.#call('POST', '/sim/faults', rates);
  }
  async ledger<T extends ProviderRequest = ProviderRequest>(): Promise<T[]> {
    return (await this.#call<{ data: T[] }>('GET', '/sim/ledger')).data;
  }
  async idle(): Promise<boolean> {
    return (await this.#call<{ idle: boolean }>('GET', '/sim/idle')).idle;
  }

  async punctuality(): Promise<Punctuality> {
    return this.#call('GET', '/sim/punctuality');
  }

  async #call<T>(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
    const answer = await request(`${this.base}${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`the simulator answered ${answer.statusCode} to ${path}: ${text}`);
    return (text ? JSON.parse(text) : null) as T;
  }
}
