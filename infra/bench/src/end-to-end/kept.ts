/** What Twilio keeps of each message and call, for whoever asks later: by its sid, or by the number it went to. */
type Resource = Record<string, unknown> & { sid: string; to: string };

export class Kept {
  readonly #bySid = new Map<string, Resource>();
  readonly #byNumber = new Map<string, Resource[]>();

  keep(resource: Resource): void {
    this.#bySid.set(resource.sid, resource);
    const others = this.#byNumber.get(resource.to);
    if (others) others.push(resource);
    else this.#byNumber.set(resource.to, [resource]);
  }

  /** The answer to `GET`: `/Messages.json?To=` is a list, `/Messages/SM….json` one; null when there is no such thing. */
  answer(url: string): object | null {
    const { pathname, searchParams } = new URL(url, 'http://provider.test');
    const kind = /\/(Messages|Calls)\.json$/.exec(pathname)?.[1]?.toLowerCase();
    if (!kind) return this.#bySid.get(/\/((?:SM|CA)\w+)\.json$/.exec(pathname)?.[1] ?? '') ?? null;
    const sidStart = kind === 'calls' ? 'CA' : 'SM';
    const to = this.#byNumber.get(searchParams.get('To') ?? '') ?? [];
    return { [kind]: to.filter((r) => r.sid.startsWith(sidStart)), next_page_uri: null, page: 0, page_size: 50 };
  }
}
