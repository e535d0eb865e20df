/** The simulator's own routes: who its people are, and what it was asked. */
import type { ProviderRequest } from '@rollcall/invariants';
import type { CastEntry, FaultRates, OutageSet } from '@rollcall/simulator';
import { request } from 'undici';

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

  /** By how much somebody acted too late since this was last asked. Business milliseconds. */
  async lateMs(): Promise<number> {
    return (await this.#call<{ lateMs: number }>('GET', '/sim/punctuality')).lateMs;
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
